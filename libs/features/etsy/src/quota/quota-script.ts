/**
 * The fleet's budget as Redis scripts, in Redis' own time. ASK gives a request its place in the queue, LEAVE lets it go
 * when its time has come: places are promises, and only what really left counts against the second, so a process that
 * was late breaks no limit. One hash holds what was learned; one the requests of each hour; one what each shop used in
 * this window and today; then which shops asked lately, the promised times, and what left when. All keys share a hash
 * tag, so that they live on one node of a cluster.
 */

/** Keys of the scripts, in order. */
export function quotaKeys(apiKeyHash: string): string[] {
  const base = `{ifa:etsy-quota:${apiKeyHash}}`;
  return ['state', 'hours', 'shares', 'waiting', 'promised', 'left'].map((key) => `${base}:${key}`);
}

const PRELUDE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local hour = math.floor(now / 3600000)
local function num(field, default)
  return tonumber(redis.call('HGET', KEYS[1], field)) or default
end
local function spent()
  local sum = 0
  local all = redis.call('HGETALL', KEYS[2])
  for i = 1, #all, 2 do
    if tonumber(all[i]) <= hour - 24 then redis.call('HDEL', KEYS[2], all[i]) else sum = sum + tonumber(all[i + 1]) end
  end
  return sum
end
-- Whoever is behind may catch up at three times the pace, but not in a burst: it would queue up at Etsy's door.
local function gap(limitMs, perSecond)
  return limitMs / perSecond / 3
end
-- What others used with this key, as last seen; believed for an hour.
local function elsewhere()
  if now - num('elsewhereAt', 0) > 3600000 then return 0 end
  return num('elsewhere', 0)
end
`;

/**
 * ARGV: subject ('' for none), most to wait ms, share of the day kept from it, is it background (1/0), default per second,
 * default per day, window of a limit ms, length of a fairness window ms.
 * Answers {1, wait ms}, after which LEAVE is to be asked, or {0, 'second' | 'day' | 'turn', retry after ms}.
 */
export const ASK = `${PRELUDE}
local subject, maxWait, kept = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local background = ARGV[4] == '1'
local perSecond, perDay = num('perSecond', tonumber(ARGV[5])), num('perDay', tonumber(ARGV[6]))
local limitMs, windowMs = tonumber(ARGV[7]), tonumber(ARGV[8])
local left = perDay - spent() - elsewhere()
local reserve = math.ceil(perDay * kept)
local blockedFor = num('dayBlockedUntil', 0) - now
if blockedFor > 0 or left <= reserve then
  -- Now and then one goes all the same: only Etsy's answer tells what is left.
  local probe = not background and left <= 0 and blockedFor <= 0 and now - num('probedAt', 0) > 300000
  if not probe then return {0, 'day', math.max(blockedFor, 900000)} end
  redis.call('HSET', KEYS[1], 'probedAt', now)
end
local before = tonumber(redis.call('LINDEX', KEYS[5], perSecond - 1))
local last = tonumber(redis.call('LINDEX', KEYS[5], 0))
local at = math.max(now, num('heldUntil', 0), before and before + limitMs or 0, last and last + gap(limitMs, perSecond) or 0)
if background and subject ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - windowMs)
  local window = math.floor(now / windowMs)
  local today = math.floor(now / 86400000)
  local share = 'w' .. window .. ':' .. subject
  local daily = 'd' .. today .. ':' .. subject
  if num('sharesOf', 0) ~= window then
    local all = redis.call('HKEYS', KEYS[3])
    for _, field in ipairs(all) do
      if string.sub(field, 1, 1) == 'w' or string.sub(field, 1, #('d' .. today)) ~= 'd' .. today then
        redis.call('HDEL', KEYS[3], field)
      end
    end
    redis.call('HSET', KEYS[1], 'sharesOf', window)
  end
  redis.call('ZADD', KEYS[4], now, subject)
  local active = redis.call('ZCARD', KEYS[4])
  if active > 1 and now - num('contendedAt', 0) < windowMs then
    -- Somebody was turned away lately. Whoever has had an equal part of the window only takes what nobody waits for, and
    -- whoever has had an equal part of a day that runs short waits for the day.
    local mine = tonumber(redis.call('HGET', KEYS[3], share)) or 0
    local fair = math.max(1, math.floor(perSecond * windowMs / 1000 / active))
    if mine >= fair and at > now then return {0, 'turn', math.ceil(at - now) + 200} end
    local shops = 0
    for _, field in ipairs(redis.call('HKEYS', KEYS[3])) do
      if string.sub(field, 1, 1) == 'd' then shops = shops + 1 end
    end
    local dayMine = tonumber(redis.call('HGET', KEYS[3], daily)) or 0
    local short = left - reserve < (perDay - reserve) / 2
    if short and dayMine > (perDay - reserve) / math.max(1, shops) then return {0, 'turn', windowMs} end
  end
  if at - now > maxWait then
    redis.call('HSET', KEYS[1], 'contendedAt', now)
  else
    redis.call('HINCRBY', KEYS[3], share, 1)
    redis.call('HINCRBY', KEYS[3], daily, 1)
  end
end
if at - now > maxWait then return {0, 'second', math.ceil(at - now)} end
redis.call('LPUSH', KEYS[5], at)
redis.call('LTRIM', KEYS[5], 0, perSecond - 1)
redis.call('HINCRBY', KEYS[2], hour, 1)
for i = 1, 5 do redis.call('EXPIRE', KEYS[i], 90000) end
return {1, math.ceil(at - now)}
`;

/**
 * For a request whose place has come. ARGV: default per second, window of a limit ms.
 * Answers {0, number} when it counts as having left now, else {wait ms, 0}.
 */
export const LEAVE = `${PRELUDE}
local perSecond, limitMs = num('perSecond', tonumber(ARGV[1])), tonumber(ARGV[2])
local held = num('heldUntil', 0) - now
if held > 0 then return {math.ceil(held), 0} end
redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - limitMs)
local newest = redis.call('ZRANGE', KEYS[6], -1, -1, 'WITHSCORES')
local tooClose = newest[2] and tonumber(newest[2]) + gap(limitMs, perSecond) - now or 0
if tooClose > 0 then return {math.ceil(tooClose), 0} end
local out = redis.call('ZCARD', KEYS[6])
if out >= perSecond then
  local oldest = redis.call('ZRANGE', KEYS[6], out - perSecond, out - perSecond, 'WITHSCORES')
  return {math.max(1, math.ceil(tonumber(oldest[2]) + limitMs - now)), 0}
end
local number = redis.call('HINCRBY', KEYS[1], 'departures', 1)
redis.call('ZADD', KEYS[6], now, number)
redis.call('EXPIRE', KEYS[6], 90000)
return {0, number}
`;

/** A request left later than LEAVE had noted, by now at the latest: its process was busy. ARGV: its number. */
export const LATE = `${PRELUDE}
return redis.call('ZADD', KEYS[6], 'XX', now, ARGV[1])
`;

/** ARGV: per second, per day, remaining today, refused by ('second' | 'day' | ''), retry after ms; '' where unknown. */
export const LEARN = `${PRELUDE}
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], 'perSecond', ARGV[1]) end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'perDay', ARGV[2]) end
if ARGV[3] ~= '' then
  local used = num('perDay', 0) - tonumber(ARGV[3])
  redis.call('HSET', KEYS[1], 'elsewhere', used - spent(), 'elsewhereAt', now, 'seenAt', now)
end
local retry = tonumber(ARGV[5]) or 0
if ARGV[4] == 'second' then
  redis.call('HSET', KEYS[1], 'heldUntil', math.max(num('heldUntil', 0), now + math.min(retry, 5000)))
end
if ARGV[4] == 'day' then
  redis.call('HSET', KEYS[1], 'dayBlockedUntil', now + math.min(retry, 900000))
end
redis.call('EXPIRE', KEYS[1], 90000)
return 1
`;

/** Answers {per second, per day, left today, blocked until ms, when headers were last seen ms, shops that asked lately}. */
export const LOOK = `${PRELUDE}
local perDay = num('perDay', 0)
return {num('perSecond', 0), perDay, math.floor(perDay - spent() - elsewhere()), num('dayBlockedUntil', 0), num('seenAt', 0),
        redis.call('ZCARD', KEYS[4])}
`;
