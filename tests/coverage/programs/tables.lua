-- Tables of Lua and LuaJIT by the addresses that they print; the first word says what they may be called.
local keep, said = {}, {}
for i = 1, 300000 do
  keep[i] = { i }
  if i % 1500 == 0 then
    local at = tostring(keep[i]):match('0x(%x+)')
    said[#said + 1] = string.format('"table %d":{"start":"0x%s","end":"0x%s","is":"%s"}', i, at, at:sub(1, -2) .. 'f', arg[1])
  end
end
local large = string.rep('x', 20000000)
print('{' .. table.concat(said, ',') .. '}')
io.stdout:flush()
os.execute('sleep 100000')
print(#large)
