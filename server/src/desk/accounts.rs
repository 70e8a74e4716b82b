//! One-time codes, and the picture of the address that opens with one.

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::accounts::{AccountsDesk, CodeSlip};
use domain::id::AccountId;
use domain::policy::{Action, Subject};
use qrcode::QrCode;
use qrcode::render::svg::Color;

use super::{Desk, answer};
use crate::core::accounts;

/// Width and height of the picture in pixels.
const QR_SIZE: u32 = 220;

#[async_trait]
impl AccountsDesk for Desk {
    async fn issue_code(&self, account: AccountId) -> Result<CodeSlip, DeskError> {
        answer(async {
            let mut unit = self.write().await?;
            let found = unit.accounts().get(account).await?.ok_or(DeskError::NotFound)?;
            self.require(Action::IssueCode, Subject::Account { grants: &found.grants })?;
            let clock = &self.state.clock;
            let (code, until) = accounts::issue_code(unit.as_mut(), account, clock.now(), clock.random()).await?;
            unit.commit().await?;
            let address = format!("{}/sign-in#{}:{code}", self.state.settings.public_url, found.login);
            // Only an address too long for any picture fails here.
            let qr = QrCode::new(address.as_bytes()).map_err(|_| DeskError::Damaged)?;
            let qr_svg = qr.render::<Color<'_>>().min_dimensions(QR_SIZE, QR_SIZE).build();
            Ok(CodeSlip { login: found.login, code, qr_svg, until })
        })
        .await
    }
}
