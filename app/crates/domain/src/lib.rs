//! The field's own words and rules: who the children are, who looks after them, what a mentor
//! records, when somebody should go and see a child, and who may see what.
//!
//! Everything here is pure. There is no input or output, no clock and no randomness: a day, an
//! instant or an identifier is always a parameter. That is what lets the phone, the server, the
//! demo county and every test agree.
//!
//! Terms follow the glossary of the field: *left-behind child* 留守儿童, *mentor* 结对教师,
//! *pairing* 结对, *carer* 照护人, *the five haves* 五有.

#![deny(missing_docs)]

pub mod code;
pub mod few;
pub mod guardianship;
pub mod id;
pub mod import;
pub mod log;
pub mod login;
pub mod policy;
pub mod register;
pub mod report;
pub mod rules;
pub mod term;
