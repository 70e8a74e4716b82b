//! The laws of [`crate::Storage`], as one suite for every engine.
