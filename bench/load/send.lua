-- wrk -s send.lua ADDRESS -- PATH VALUES SEED: requests PATH with a random line of the file VALUES
-- in the place of {}, and prints the result as JSON.
local path, values = nil, {}

function init(arguments)
  path = arguments[1]
  for line in io.lines(arguments[2]) do values[#values + 1] = line end
  math.randomseed(tonumber(arguments[3]))
end

function request()
  local value = values[math.random(#values)]:gsub(" ", "+")
  return wrk.format("GET", (path:gsub("{}", (value:gsub("%%", "%%%%")))))
end

function done(summary, latency)
  local lost = summary.errors
  print(string.format(
    '{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "bytes": %d, "errors": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, summary.bytes,
    lost.connect + lost.read + lost.write + lost.status + lost.timeout
  ))
end
