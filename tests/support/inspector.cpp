#include "support/inspector.hpp"

#include <cstring>
#include <sstream>

#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace minyi::testing {

bool Element::is(std::string_view word) const {
  std::istringstream words(state);
  for (std::string present; words >> present;)
    if (present == word) return true;
  return false;
}

const Element* Sight::find(std::string_view id) const {
  for (const Element& element : elements)
    if (element.id == id) return &element;
  return nullptr;
}

std::vector<const Element*> Sight::starting(std::string_view prefix) const {
  std::vector<const Element*> found;
  for (const Element& element : elements)
    if (std::string_view(element.id).starts_with(prefix)) found.push_back(&element);
  return found;
}

std::string Sight::summary() const {
  std::string text = screen + (idle ? " (idle warning)" : "") + ", language " + language + ":";
  for (const Element& element : elements)
    text += " " + element.id + (element.state.empty() ? "" : "[" + element.state + "]");
  return text;
}

Sight Sight::parse(const std::string& line) {
  try {
    const nlohmann::json json = nlohmann::json::parse(line);
    Sight sight;
    sight.line = line;
    sight.screen = json.at("screen").get<std::string>();
    sight.language = json.at("language").get<std::string>();
    sight.idle = json.at("idle").get<bool>();
    for (const nlohmann::json& each : json.at("elements")) {
      sight.elements.push_back({each.at("id").get<std::string>(), each.at("role").get<std::string>(),
                                each.at("label").get<std::string>(), each.at("value").get<std::string>(),
                                each.at("state").get<std::string>(), each.at("x").get<float>(),
                                each.at("y").get<float>(), each.at("w").get<float>(), each.at("h").get<float>()});
    }
    const nlohmann::json& status = json.at("status");
    sight.status = {status.value("pending", std::uint64_t{0}),
                    status.value("acknowledged", std::uint64_t{0}),
                    status.value("stored", std::uint64_t{0}),
                    status.value("rollout", std::uint64_t{0}),
                    status.value("online", false),
                    status.value("waiting_for", std::string())};
    return sight;
  } catch (const nlohmann::json::exception& problem) {
    throw Failure(std::string("the inspection socket answered something else: ") + problem.what() + ": " + line);
  }
}

Inspector::~Inspector() { disconnect(); }

void Inspector::disconnect() {
  if (connection_ >= 0) close(connection_);
  connection_ = -1;
}

std::optional<std::string> Inspector::ask(std::chrono::steady_clock::time_point deadline) {
  if (connection_ < 0) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_.native().size() >= sizeof address.sun_path) throw Failure("socket path too long: " + socket_.string());
    std::memcpy(address.sun_path, socket_.c_str(), socket_.native().size());
    connection_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection_ < 0 || connect(connection_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      disconnect();
      return std::nullopt;
    }
  }
  if (send(connection_, "look\n", 5, MSG_NOSIGNAL) != 5) {
    disconnect();
    return std::nullopt;
  }
  std::string answer;
  while (answer.find('\n') == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{connection_, POLLIN, 0};
    char block[16384];
    const ssize_t got = left.count() > 0 && poll(&waiting, 1, static_cast<int>(left.count())) == 1
                            ? recv(connection_, block, sizeof block, 0)
                            : 0;
    if (got <= 0) {
      disconnect();
      return std::nullopt;
    }
    answer.append(block, static_cast<std::size_t>(got));
  }
  answer.resize(answer.find('\n'));
  return answer;
}

Sight Inspector::look(Patience patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::optional<std::string> line;
  await(
      "an answer from " + socket_.string(),
      [&] {
        line = ask(deadline);
        return line.has_value();
      },
      patience);
  return Sight::parse(*line);
}

Sight Inspector::wait_for(const std::string& what, const std::function<bool(const Sight&)>& condition,
                          Patience patience) {
  Sight sight;
  const bool came = wait_until(
      [&] {
        sight = look(patience);
        return condition(sight);
      },
      patience);
  if (!came)
    throw Failure("waited " + std::to_string(patience.count()) + " ms in vain for: " + what + "; there was " +
                  sight.summary());
  return sight;
}

}  // namespace minyi::testing
