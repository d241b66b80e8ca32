//! Boxes, vectors and threads of Rust, whose allocator is malloc.
use std::{thread, time::Duration};

fn main() {
    let boxes: Vec<Box<usize>> = (0..200_000).map(Box::new).collect();
    let large = vec![1u8; 8 << 20];
    for _ in 0..3 {
        thread::spawn(|| thread::sleep(Duration::from_secs(100_000)));
    }
    thread::sleep(Duration::from_millis(200));
    let said: Vec<String> = (0..boxes.len())
        .step_by(1000)
        .map(|n| {
            let at = &*boxes[n] as *const usize as usize;
            format!("\"box {n}\":{{\"start\":\"{at:#x}\",\"end\":\"{:#x}\",\"is\":\"heap|arena|malloc-block\"}}", at + 8)
        })
        .collect();
    println!("{{{}}}", said.join(","));
    thread::sleep(Duration::from_secs(100_000));
    println!("{}", large.len());
}
