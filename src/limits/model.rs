//! What is counted in the database, and the two rules: a window that begins with its first use, and a pause that grows.

use super::{Client, Quotas};
use crate::error::{Code, Error};
use crate::values::Timestamp;
use std::time::Duration;

/// What is counted: a row of `limit_counters` for each subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Of a client.
    FailedLogIns,
    /// Of a client: log-ins that are looked at while tries wait.
    Looks,
    /// Of a client.
    Registrations,
    /// Of a client: mails that anybody may ask for, to whichever address.
    Inquiries,
    /// To an address: links for a new password.
    Resets,
    /// To an address: other mails that anybody can cause, of one kind.
    MailsADay,
    /// The same, of whoever causes them.
    MailsByOne,
    /// Of an organization.
    Trials,
    /// Of an account.
    Joining,
    /// Of an account: businesses and vendors that it registers.
    Organizations,
    /// Of an organization: addresses that it invites, taken back or not.
    Invitations,
    /// Of an account: the same, in whichever organization.
    InvitationsBy,
    /// Of an account: other addresses that it asks for.
    AddressChanges,
    /// Of a vendor: illustrative platforms that it claims.
    PlatformClaims,
}

impl Limit {
    /// Part of every key: the same subject under two limits is two rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FailedLogIns => "failed_log_ins",
            Self::Looks => "looks",
            Self::Registrations => "registrations",
            Self::Inquiries => "inquiries",
            Self::Resets => "resets",
            Self::MailsADay => "mails_a_day",
            Self::MailsByOne => "mails_by_one",
            Self::Trials => "trials",
            Self::Joining => "joining",
            Self::Organizations => "organizations",
            Self::Invitations => "invitations",
            Self::InvitationsBy => "invitations_by",
            Self::AddressChanges => "address_changes",
            Self::PlatformClaims => "platform_claims",
        }
    }

    pub const fn window(self) -> Duration {
        Duration::from_secs(match self {
            Self::FailedLogIns | Self::Looks => 15 * 60,
            Self::Registrations | Self::Inquiries => 3_600,
            // Shorter than a link for a new password holds: who gets none has one that opens for ten minutes yet.
            Self::Resets => 20 * 60,
            Self::MailsADay | Self::MailsByOne | Self::Trials | Self::Joining | Self::Organizations => 86_400,
            Self::Invitations | Self::InvitationsBy | Self::AddressChanges | Self::PlatformClaims => 86_400,
        })
    }

    pub const fn quota(self, quotas: &Quotas) -> u32 {
        match self {
            Self::FailedLogIns => quotas.failed_log_ins,
            Self::Looks => quotas.looks,
            Self::Registrations => quotas.registrations,
            Self::Inquiries => quotas.inquiries,
            Self::Resets => quotas.resets,
            Self::MailsADay => quotas.mails_a_day,
            Self::MailsByOne => quotas.mails_by_one,
            Self::Trials => quotas.trials_a_day,
            Self::Joining => quotas.joining_a_day,
            Self::Organizations => quotas.organizations_a_day,
            Self::Invitations | Self::InvitationsBy => quotas.invitations_a_day,
            Self::AddressChanges => quotas.address_changes_a_day,
            Self::PlatformClaims => quotas.platform_claims_a_day,
        }
    }

    /// The refusal of who has used up this limit.
    pub fn refusal(self, quotas: &Quotas, wait: Duration) -> Error {
        let soon = Error::too_soon(wait).of_at_most(self.quota(quotas).into(), self.window());
        let code = match self {
            Self::Trials => Code::TooManyTrials,
            Self::Invitations | Self::InvitationsBy => Code::TooManyInvited,
            _ => return soon,
        };
        let refusal = Error::with(code, self.quota(quotas));
        soon.retry_after().map_or(soon, |seconds| refusal.after(seconds))
    }
}

/// What a mail is about that goes to whichever address somebody names. Each is counted by itself, so that none uses up
/// another's; and of each, one who causes it has a share, so that nobody alone uses up what others need.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    PasswordReset,
    /// The verification mail once more.
    Verification(Client),
    Registration(Client),
    /// Asked for by an account.
    AddressChange(&'a str),
    /// Of an organization.
    Invitation(&'a str),
}

impl Occasion<'_> {
    /// The limits of a mail to this address, each with its subject; the share of who causes it comes first, as what it
    /// refuses must not count for all.
    pub fn limits(self, email_key: &str) -> Vec<(Limit, String)> {
        let (kind, by) = match self {
            Self::PasswordReset => return vec![(Limit::Resets, email_key.to_owned())],
            Self::Verification(client) => ("verification", client.neighbourhood().to_string()),
            Self::Registration(client) => ("registration", client.neighbourhood().to_string()),
            Self::AddressChange(account) => ("address_change", account.to_owned()),
            Self::Invitation(organization) => ("invitation", organization.to_owned()),
        };
        let of_all = format!("{kind}\0{email_key}");
        vec![(Limit::MailsByOne, format!("{of_all}\0{by}")), (Limit::MailsADay, of_all)]
    }
}

/// A counter: how often, and until when that means something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    pub count: i64,
    pub until: Timestamp,
}

impl Counter {
    /// One more, in a window that begins with the first.
    #[must_use]
    pub fn one_more(self, now: Timestamp, window: Duration) -> Self {
        if self.until > now {
            Self { count: self.count + 1, ..self }
        } else {
            Self { count: 1, until: now.plus(window) }
        }
    }

    /// How long until the window ends, where it is full.
    pub fn full_for(self, now: Timestamp, quota: u32) -> Option<Duration> {
        let full = self.until > now && self.count >= i64::from(quota);
        full.then(|| self.remaining(now))
    }

    /// How many are taken of the window.
    pub fn used(self, now: Timestamp) -> i64 {
        if self.until > now { self.count } else { 0 }
    }

    pub fn remaining(self, now: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.until.as_micros() - now.as_micros()).unwrap_or_default())
    }

    /// One more failure in a row; from the `patience`-th on, the next one waits.
    #[must_use]
    pub fn one_more_failure(self, now: Timestamp, patience: u32) -> Self {
        let count = self.count + 1;
        Self { count, until: now.plus(pause(count, patience)) }
    }
}

/// The first pause.
pub const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// Longest pause: an owner whose address is under attack waits no longer for the next try.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// 1 s after the `patience`-th failure in a row, then twice as long each time.
pub fn pause(failures: i64, patience: u32) -> Duration {
    let Ok(beyond) = u32::try_from((failures - i64::from(patience)).min(32)) else { return Duration::ZERO };
    (SHORTEST_PAUSE * (1 << beyond.min(31))).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_quarter_of_an_hour() {
        let pauses: Vec<u64> = (0..18).map(|failures| pause(failures, 5).as_secs()).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert_eq!(pause(i64::MAX, 5), LONGEST_PAUSE);
    }

    #[test]
    fn a_window_begins_with_its_first_use() {
        let (at, hour) = (Timestamp::from_micros(1_000_000), Duration::from_secs(3_600));
        let one = Counter::default().one_more(at, hour);
        let two = one.one_more(at.plus(hour / 2), hour);
        assert_eq!(two, Counter { count: 2, until: at.plus(hour) });
        assert_eq!(two.full_for(at.plus(hour / 2), 2), Some(hour / 2));
        assert_eq!((two.full_for(at.plus(hour), 2), two.full_for(at, 3)), (None, None));
        assert_eq!(two.one_more(at.plus(hour), hour), Counter { count: 1, until: at.plus(2 * hour) });
    }
}
