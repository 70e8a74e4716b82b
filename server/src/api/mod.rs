//! The API: one folder a resource, one file an endpoint.

pub mod v1;
