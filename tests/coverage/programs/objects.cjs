/* global WebAssembly, console, setInterval */
// Objects, a worker and a WebAssembly memory of Node.
const { Worker } = require('node:worker_threads');
const memory = new WebAssembly.Memory({ initial: 1 });
const texts = Array.from({ length: 300_000 }, (_, number) => ({ text: `s${number}` }));
let sum = 0;
for (let i = 0; i < 3e7; i++) sum += i % 7;
new Worker('setInterval(() => {}, 1e6)', { eval: true }).once('online', () => console.log('{}'));
setInterval(() => [memory.buffer, texts, sum], 1e6);
