//! What somebody tries who has more in hand than they should.

mod access_log;
mod power;
