#include "minyi/upload/http.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <curl/curl.h>
#include <fmt/format.h>

namespace minyi::kiosk::upload {
namespace {

struct Words {
  CURLcode code;
  std::string_view message;
  std::string_view hint;
};

constexpr auto words = std::to_array<Words>({
    {CURLE_COULDNT_RESOLVE_HOST, "the collector's name is not found", "is the network connected?"},
    {CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name is not found", "check the proxy's settings"},
    {CURLE_COULDNT_CONNECT, "the collector cannot be reached", "is the network connected, and the collector running?"},
    {CURLE_OPERATION_TIMEDOUT, "the collector takes too long to answer", "the network may be slow or blocked"},
    {CURLE_PEER_FAILED_VERIFICATION, "the collector's certificate is not trusted",
     "check the clock of this machine and the certificate"},
    {CURLE_SSL_CACERT_BADFILE, "the certificate given with --ca cannot be read", "give a PEM file"},
    {CURLE_SSL_CONNECT_ERROR, "no secure connection to the collector", "TLS 1.2 or later is needed"},
    {CURLE_PARTIAL_FILE, "the answer broke off", "the network may be unsteady"},
    {CURLE_GOT_NOTHING, "the connection was closed without an answer", "the network may be unsteady"},
    {CURLE_RECV_ERROR, "the connection broke while receiving", "the network may be unsteady"},
    {CURLE_SEND_ERROR, "the connection broke while sending", "the network may be unsteady"},
    {CURLE_WRITE_ERROR, "the answer is larger than anything the collector sends",
     "something else answers in its place"},
    {CURLE_FILESIZE_EXCEEDED, "the answer is larger than anything the collector sends",
     "something else answers in its place"},
    {CURLE_WEIRD_SERVER_REPLY, "what answers does not speak HTTP", "check the collector's address and port"},
    {CURLE_UNSUPPORTED_PROTOCOL, "what answers does not speak HTTP", "check the collector's address and port"},
});

tl::unexpected<Error> network_failure(CURLcode code, const std::string& where) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Words& w) { return w.code == code; });
  if (found == words.end()) return fail(ErrorCode::network_failed, curl_easy_strerror(code), where);
  return fail(ErrorCode::network_failed, std::string(found->message), where, std::string(found->hint));
}

struct Body {
  std::string& text;
  std::size_t limit;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<Body*>(to);
  if (body.text.size() + size * count > body.limit) return 0;  // CURLE_WRITE_ERROR
  body.text.append(data, size * count);
  return size * count;
}

std::string header_of(CURL* easy, const char* name) {
  curl_header* header = nullptr;
  return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value : std::string{};
}

std::string media_type(std::string text) {
  text = text.substr(0, text.find(';'));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

Result<CollectorUrl> parse_collector_url(const std::string& text, std::string ca) {
  const std::string hint = "write it as https://collector.example or http://192.168.1.10:8080";
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return fail(ErrorCode::argument_invalid, "not the address of a collector", text, hint);
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
  const auto host = part_of(url.get(), CURLUPART_HOST);
  if ((scheme != "http" && scheme != "https") || host.empty())
    return fail(ErrorCode::argument_invalid, "a collector is reached by http or https only", text, hint);
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    if (!part_of(url.get(), part).empty())
      return fail(ErrorCode::argument_invalid, "the collector's address has parts that do not belong there", text,
                  hint);
  if (part_of(url.get(), CURLUPART_PATH).find_first_not_of('/') != std::string::npos)
    return fail(ErrorCode::argument_invalid, "the collector's address has a path", text,
                "a collector has a host name or a port of its own: " + hint);
  CollectorUrl parsed;
  const auto port = part_of(url.get(), CURLUPART_PORT);
  parsed.base = fmt::format("{}://{}{}{}", scheme, host, port.empty() ? "" : ":", port);
  parsed.ca = std::move(ca);
  parsed.loopback = host == "localhost" || host == "[::1]" || host.starts_with("127.");
  return parsed;
}

struct HttpClient::Handles {
  struct Easy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct Multi {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };
  struct List {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  // Counted and thread-safe since curl 7.84.
  struct Global {
    Global() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    Global(const Global&) = delete;
    Global& operator=(const Global&) = delete;
    ~Global() { curl_global_cleanup(); }
  } global;
  std::unique_ptr<CURLM, Multi> multi{curl_multi_init()};  // keeps the connection between requests
  std::unique_ptr<CURL, Easy> easy{curl_easy_init()};
};

HttpClient::HttpClient(CollectorUrl collector, HttpLimits limits, const std::string& program_version)
    : collector_(std::move(collector)),
      limits_(limits),
      agent_("minyi-kiosk/" + (program_version.empty() ? "0" : program_version)),
      handles_(std::make_unique<Handles>()) {}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::send(const HttpRequest& request, const std::stop_token& stop) {
  const std::string url = collector_.base + request.path;
  CURL* easy = handles_->easy.get();
  CURLM* multi = handles_->multi.get();
  if (easy == nullptr || multi == nullptr) return fail(ErrorCode::internal, "the network library does not start");

  std::unique_ptr<curl_slist, Handles::List> headers;
  const auto add_header = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) return;
    static_cast<void>(headers.release());
    headers.reset(longer);
  };
  add_header("Expect:");  // a body is sent at once: waiting for "100 Continue" costs a second behind some proxies
  for (const auto& [name, value] : request.headers) add_header(fmt::format("{}: {}", name, value));

  HttpAnswer answer;
  Body body{answer.body, request.max_answer};
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name that is being resolved
  curl_easy_setopt(easy, CURLOPT_USERAGENT, agent_.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect.count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.stalled.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>((limits_.total + request.patience).count()));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_answer));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  curl_blob ca{.data = collector_.ca.data(), .len = collector_.ca.size(), .flags = CURL_BLOB_NOCOPY};
  if (!collector_.ca.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (collector_.loopback) curl_easy_setopt(easy, CURLOPT_PROXY, "");  // a proxy cannot reach this machine's own
  if (request.post) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.empty() ? "" : as_text(request.body).data());
  }

  curl_multi_add_handle(multi, easy);
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
  CURLMcode state = CURLM_OK;
  int running = 1;
  while (state == CURLM_OK && !stop.stop_requested()) {
    state = curl_multi_perform(multi, &running);
    if (running == 0) break;
    if (state == CURLM_OK) state = curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  if (running == 0) {
    int left = 0;
    for (const CURLMsg* message = curl_multi_info_read(multi, &left); message != nullptr;
         message = curl_multi_info_read(multi, &left))
      if (message->msg == CURLMSG_DONE) code = message->data.result;
  }
  if (code == CURLE_OK) {
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.content_type = media_type(header_of(easy, "Content-Type"));
    answer.retry_after = header_of(easy, "Retry-After");
    answer.location = header_of(easy, "Location");
  }
  curl_multi_remove_handle(multi, easy);
  if (code != CURLE_OK) return network_failure(code, url);
  return answer;
}

}  // namespace minyi::kiosk::upload
