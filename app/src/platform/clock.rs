//! Time and randomness of the phone.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::uuid_v7;
use domain::term::local_day;
use uuid::Uuid;

/// Milliseconds since 1970, by the phone's clock.
#[expect(clippy::cast_possible_truncation, reason = "a browser's clock counts whole milliseconds, far below 2^53")]
fn milliseconds() -> i64 {
    js_sys::Date::now() as i64
}

/// Now, by the phone's clock.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds()).unwrap_or_default()
}

/// Today in the county.
pub fn today() -> NaiveDate {
    local_day(now())
}

/// Fills a buffer from the browser's generator.
pub fn random(buffer: &mut [u8]) {
    let crypto = super::window().crypto();
    if crypto.and_then(|c| c.get_random_values_with_u8_array(buffer)).is_err() {
        // Every browser that runs wasm has it; without it nothing can be encrypted either.
        wasm_bindgen::throw_str("no randomness");
    }
}

/// A new `UUIDv7`, of this millisecond.
pub fn uuid() -> Uuid {
    let mut bytes = [0; 10];
    random(&mut bytes);
    uuid_v7(u64::try_from(milliseconds()).unwrap_or_default(), bytes)
}
