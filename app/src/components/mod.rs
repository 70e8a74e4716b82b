//! Pieces of pages, one a file.

pub mod flower;
pub mod icon;

#[cfg(target_arch = "wasm32")]
pub mod bring_back;
#[cfg(target_arch = "wasm32")]
pub mod child_head;
#[cfg(target_arch = "wasm32")]
pub mod choice;
#[cfg(target_arch = "wasm32")]
pub mod contacts;
#[cfg(target_arch = "wasm32")]
pub mod dialog;
#[cfg(target_arch = "wasm32")]
pub mod fact_question;
#[cfg(target_arch = "wasm32")]
pub mod frame;
#[cfg(target_arch = "wasm32")]
pub mod in_app_notice;
#[cfg(target_arch = "wasm32")]
pub mod known_facts;
#[cfg(target_arch = "wasm32")]
pub mod not_here;
#[cfg(target_arch = "wasm32")]
pub mod own_entries;
#[cfg(target_arch = "wasm32")]
pub mod page_title;
#[cfg(target_arch = "wasm32")]
pub mod part;
#[cfg(target_arch = "wasm32")]
pub mod photo;
#[cfg(target_arch = "wasm32")]
pub mod status_pill;
#[cfg(target_arch = "wasm32")]
pub mod timeline;
