//! Reading what schools wrote by hand.

pub mod column;
pub mod finding;
pub mod messy_date;
pub mod reading;
pub mod sheet;
