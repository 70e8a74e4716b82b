//! Reading what schools wrote by hand: a table in whatever form, into children and mentors as far as it says who they are.

pub mod batch;
mod carer;
mod class;
pub mod column;
mod compose;
mod date;
pub mod draft;
pub mod finding;
mod grid;
mod header;
mod ledger;
mod mapping;
mod mask;
pub mod messy_date;
mod near;
pub mod past;
mod phones;
mod place;
pub mod pupils;
mod read;
pub mod reading;
pub mod recipe;
mod roster;
mod row;
mod rows;
pub mod said;
mod shape;
pub mod sheet;
mod text;
mod title;
mod twice;
mod words;

pub use read::read;
pub use recipe::Recipe;
