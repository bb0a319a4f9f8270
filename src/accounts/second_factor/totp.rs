//! Seeds and the codes that come of them: SHA-1, six digits, steps of 30 seconds (RFC 6238), as every app expects.

use crate::error::{Error, Result};
use crate::values::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// How apps name the account's server.
const ISSUER: &str = "dungthu";
const STEP: u64 = 30;

/// 160 random bits that a person's app and the server share (RFC 4226, R6). `Debug` hides them.
#[derive(Clone)]
pub struct Seed([u8; 20]);

impl Seed {
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 20];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(bytes))
    }

    /// Reads the 32 letters and digits of base32.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(Secret::try_from_base32(text.to_uppercase()).ok()?.as_bytes())
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What a person types into an app.
    pub fn base32(&self) -> String {
        base32(self.0)
    }

    /// What an app reads as a QR code.
    pub fn url(&self, email: &str) -> Result<String> {
        let named = Builder::new().with_issuer(Some(ISSUER)).with_account_name(email);
        self.totp(named)?.to_url().map_err(|_| Error::internal("an otpauth URL cannot be written"))
    }

    /// The code of the step at `at`.
    pub fn code_at(&self, at: Timestamp) -> Result<String> {
        Ok(self.totp(Builder::new())?.generate(seconds(at)).to_string())
    }

    /// The step whose code this is: the present one, or the one before it, for who types slowly (RFC 6238, 5.2). Never the
    /// next one: a clock that goes fast is put right. So a code lives for a minute at most, where ASVS 5.0 (6.5.5) wants 30
    /// seconds: a departure, because with one step alone who reads a code at its end has no time to type it. What stands
    /// against it: a code works once, and wrong ones bring a pause.
    pub fn step_of(&self, digits: &str, now: Timestamp) -> Result<Option<i64>> {
        let (totp, now) = (self.totp(Builder::new())?, seconds(now));
        let step = totp.check(digits, now).or_else(|| totp.check(digits, now.saturating_sub(STEP)));
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    fn totp(&self, builder: Builder) -> Result<Totp> {
        let whole = builder.with_skew(0).with_step_duration(STEP).with_digits(6).with_secret(Secret::from(self.0));
        whole.build().map_err(|_| Error::internal("a seed that makes no codes"))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// Base32 (RFC 4648) without padding.
pub fn base32<const N: usize>(bytes: [u8; N]) -> String {
    Secret::from(bytes).to_base32()
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_micros() / 1_000_000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1, the last six digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let seed = Seed::from_bytes(b"12345678901234567890").expect("a seed");
        assert_eq!(seed.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let at = |second: i64| Timestamp::from_micros(second * 1_000_000);
            assert_eq!(seed.code_at(at(second)).expect("a code"), code);
            let step = |now| seed.step_of(code, at(now)).expect("a step");
            let first = second - second % 30;
            assert_eq!(
                (step(first - 1), step(first), step(first + 59), step(first + 60)),
                (None, Some(second / 30), Some(second / 30), None)
            );
        }
    }

    #[test]
    fn a_seed_reads_back_and_is_hidden() {
        let seed = Seed::random().expect("random");
        let text = seed.base32();
        assert_eq!((text.len(), Seed::parse(&text).map(|read| read.0)), (32, Some(seed.0)));
        assert!(Seed::parse("GEZDGNBV").is_none() && Seed::parse("1").is_none());
        assert_eq!(format!("{seed:?}"), "Seed(…)");
        let url = seed.url("a.b+c@demo.example").expect("a url");
        assert!(url.starts_with("otpauth://totp/dungthu:a.b") && url.contains(&text), "{url}");
    }
}
