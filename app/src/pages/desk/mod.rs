//! The desks: online pages for the school and the centre, one file a feature. A feature knows no
//! other's page; `inside` puts them together under their addresses, and says what leads to them.
//! Every file of this folder is a part of it, without a line here.

automod::dir!(pub "src/pages/desk");
