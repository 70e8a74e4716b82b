//! What somebody outside, or inside with bad intent, may try: a file a kind of attack. Each fails without its defence.

mod access_log;
mod at_rest;
mod guessing;
mod memory;
mod numbers;
mod photos;
mod power;
mod second_step;
mod sessions;
mod slow;
mod switched;
