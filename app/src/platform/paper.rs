//! Paper.

/// Prints the page, as its style has it for paper; where there is no printer the browser says so.
pub fn print() {
    let _ = super::window().print();
}
