//! Reading what schools wrote by hand.

pub mod batch;
pub mod column;
pub mod draft;
pub mod finding;
pub mod messy_date;
pub mod pupils;
pub mod reading;
pub mod sheet;
