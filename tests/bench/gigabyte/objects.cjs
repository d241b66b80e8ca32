/* global Buffer, console, setInterval */
// 1 GiB of objects of Node, and some buffers outside its heap.
const objects = Array.from({ length: 9_000_000 }, (_, number) => ({ number, text: `s${number}` }));
const buffers = Array.from({ length: 4 }, () => Buffer.alloc(50 << 20, 1));
console.log('{}');
setInterval(() => [objects, buffers], 1e6);
