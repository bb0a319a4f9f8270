//! How much is allowed: one setting, `name=number` with commas between; what is not named keeps its default.

use std::fmt;

macro_rules! quotas {
    ($($(#[$doc:meta])* $field:ident $name:literal $default:literal;)*) => {
        /// How much is allowed.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Quotas {
            $($(#[$doc])* pub $field: u32),*
        }

        impl Default for Quotas {
            fn default() -> Self {
                Self { $($field: $default),* }
            }
        }

        impl Quotas {
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn set(&mut self, name: &str, number: u32) -> bool {
                match name {
                    $($name => self.$field = number,)*
                    _ => return false,
                }
                true
            }
        }

        impl fmt::Display for Quotas {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let named = [$(format!("{}={}", $name, self.$field)),*];
                f.write_str(&named.join(","))
            }
        }
    };
}

quotas! {
    /// Requests a minute of a client that is not logged in.
    anonymous "anonymous" 300;
    /// Of these, those that change something.
    anonymous_writes "anonymous-writes" 60;
    /// Requests a minute of an account.
    account "account" 600;
    /// Of these, those that change something.
    account_writes "account-writes" 240;
    /// Refusals of an account for want of rights that are written down within a minute; further ones are lines of the log.
    refusals "refusals" 30;
    /// Failed log-ins in a row before each further one waits.
    tries "tries" 5;
    /// Failed log-ins of a client within 15 minutes.
    failed_log_ins "failed-log-ins" 30;
    /// Tries of a client that are looked at within 15 minutes while tries wait: where the owner is at home, one may open.
    looks "looks" 120;
    /// Registrations of a client within an hour.
    registrations "registrations" 20;
    /// Mails that a client asks for without being logged in, within an hour.
    inquiries "inquiries" 20;
    /// Links for a new password to one address within 20 minutes.
    resets "resets" 1;
    /// Other mails that anybody can cause, of one kind, to one address within 24 hours.
    mails_a_day "mails-a-day" 10;
    /// Of these, those that one network, account or organization causes.
    mails_by_one "mails-by-one" 3;
    /// Requests for trials of one organization within 24 hours.
    trials_a_day "trials-a-day" 30;
    /// Requests to join and contests of one account within 24 hours.
    joining_a_day "joining-a-day" 10;
    /// Registrations of businesses and vendors by one account within 24 hours, refused ones included.
    organizations_a_day "organizations-a-day" 20;
    /// Addresses that one organization, and one account in all of its organizations, invites within 24 hours.
    invitations_a_day "invitations-a-day" 50;
    /// Other addresses that one account asks for within 24 hours.
    address_changes_a_day "address-changes-a-day" 10;
    /// Illustrative platforms that one vendor claims within 24 hours.
    platform_claims_a_day "platform-claims-a-day" 20;
}

impl Quotas {
    /// Errors: what to type instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut quotas = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let named = part.split_once('=').and_then(|(name, number)| {
                let number = number.trim().parse().ok().filter(|number| (1..=10_000_000).contains(number))?;
                quotas.set(name.trim(), number).then_some(())
            });
            named.ok_or_else(|| {
                format!("«{part}»: give name=number (1 to 10000000), of the names {}", Self::NAMES.join(", "))
            })?;
        }
        Ok(quotas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again_and_what_is_left_out_stays() {
        let defaults = Quotas::default();
        assert_eq!(Quotas::parse(&defaults.to_string()), Ok(defaults.clone()));
        assert_eq!(Quotas::parse(""), Ok(defaults.clone()));
        let some = Quotas::parse(" anonymous = 7 ,tries=2").expect("quotas");
        assert_eq!(some, Quotas { anonymous: 7, tries: 2, ..defaults });
        for wrong in ["anonymous", "anonymous=0", "anonymous=-1", "anonymous=10000001", "anonymus=5", "5", "tries=x"] {
            assert!(Quotas::parse(wrong).is_err_and(|text| text.contains("mails-a-day")), "{wrong}");
        }
    }
}
