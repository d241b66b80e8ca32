# Objects of Ruby's heap by the addresses that ObjectSpace tells, a large string, fibres and threads.
require 'json'
require 'objspace'
texts = (0...300_000).map { |number| "s#{number}" }
large = 'x' * 20_000_000
fibers = (0...200).map { Fiber.new { Fiber.yield 1 }.tap(&:resume) }
threads = (0...3).map { Thread.new { sleep } }
said = {}
(0...300_000).step(1500) do |number|
  at = JSON.parse(ObjectSpace.dump(texts[number]))['address'].hex
  said["text #{number}"] = { start: format('0x%x', at), end: format('0x%x', at + 40), is: 'ruby-heap|heap' }
end
puts said.to_json
STDOUT.flush
sleep
