//! Addresses and names that the app, its loader and its service worker share. This is their one
//! definition: the server's routes read it, and the build writes it into `boot.js` and `service-worker.js`.
//! It names nothing else of the app, because the build compiles this very file.

/// The first page.
pub const LANDING: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// The privacy notice.
pub const PRIVACY: &str = "/privacy";
/// Pages that the server renders whole. Without a network the shell stands in for them.
pub const PUBLIC: [&str; 3] = [LANDING, SIGN_IN, PRIVACY];
/// The mentors' app: this address and all below.
pub const APP: &str = "/app";
/// The desks, which need a network: this address and all below.
pub const DESK: &str = "/desk";

/// Under what the chosen language lies in localStorage.
pub const LANGUAGE_KEY: &str = "wuyou.language";
/// Under what the chosen theme lies in localStorage.
pub const THEME_KEY: &str = "wuyou.theme";
