use std::fs::File;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::process::{exit, Command};
use std::thread;

fn depth(n: u64) -> u64 {
    if n == 0 { 0 } else { depth(std::hint::black_box(n) - 1) + 1 }
}

fn said(good: bool) {
    println!("{}", if good { "open" } else { "closed" });
}

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut words = text.split_whitespace();
    match words.next().unwrap() {
        "sum" => println!("{}", words.skip(1).map(|word| word.parse::<i64>().unwrap()).sum::<i64>()),
        "real" => println!("{:.6}", 1.0 / 3.0),
        "exit" => exit(3),
        "crash" => {
            let none: Vec<i32> = words.map(|word| word.parse().unwrap()).collect();
            println!("{}", none[7]); // crashes here
        }
        "loop" => {
            let mut n = 0u64;
            loop {
                n = std::hint::black_box(n + 1);
            }
        }
        "memory" => {
            let mut kept = Vec::new();
            loop {
                kept.push(std::hint::black_box(vec![1u8; 1 << 20]));
            }
        }
        "flood" => {
            let mut out = io::stdout().lock();
            loop {
                writeln!(out, "all work and no play").unwrap();
            }
        }
        "depth" => println!("{}", depth(100000)),
        "thread" => println!("{}", thread::spawn(|| "joined").join().unwrap()),
        "read" => said(File::open("/etc/passwd").is_ok()),
        "write" => said(File::create("/usr/lib/mine").is_ok()),
        "net" => said(TcpListener::bind("127.0.0.1:0").is_ok()),
        "spawn" => said(Command::new("/bin/true").status().is_ok()),
        _ => exit(9),
    }
}
