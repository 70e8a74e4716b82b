//! What somebody does who means harm.

mod at_rest;
