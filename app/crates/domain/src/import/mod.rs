//! Reading what schools wrote by hand.

pub mod messy_date;
