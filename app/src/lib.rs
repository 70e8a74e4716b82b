pub mod desk_service;
pub mod server_fns;

/// Renders one of the public pages.
#[cfg(feature = "ssr")]
pub fn render_page(path: &str, language: &str, css: &str) -> String {
    format!("{path}{language}{css}")
}
