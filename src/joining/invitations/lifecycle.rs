//! The rules of an invitation's life, pure.

use super::model::{Invitation, InvitationStatus};
use crate::accounts::members::{Act, MemberRole};
use crate::error::{Code, Error, Result};
use crate::values::Timestamp;

/// What an invitation is at `now`, when who invited has this role: nobody gives more than they have, and nobody gives
/// what they have lost.
pub fn present(invitation: &Invitation, inviter: Option<MemberRole>, now: Timestamp) -> InvitationStatus {
    let may_give = inviter.is_some_and(|role| role >= Act::Govern.least() && role >= invitation.role);
    match invitation.status {
        InvitationStatus::Open if now >= invitation.expires_at => InvitationStatus::Expired,
        InvitationStatus::Open if !may_give => InvitationStatus::Void,
        status => status,
    }
}

/// Errors: 410 for an invitation that is not open any more.
pub fn check_open(invitation: &Invitation, inviter: Option<MemberRole>, now: Timestamp) -> Result<()> {
    match present(invitation, inviter, now) {
        InvitationStatus::Open => Ok(()),
        ended => Err(Error::with(Code::InvitationGone, ended)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{AccountId, InvitationId, TypedId};

    #[test]
    fn an_open_invitation_holds_for_its_time_and_while_the_inviter_may_give() {
        use InvitationStatus::{Accepted, Expired, Open, Refused, Revoked, Void};
        use MemberRole::{Manager, Member, Owner};
        let (made, ends) = (Timestamp::from_micros(1_000), Timestamp::from_micros(2_000));
        let invitation = |status| Invitation {
            id: InvitationId::new_at(made),
            business_id: None,
            vendor_id: None,
            email: None,
            email_key: None,
            role: Manager,
            invited_by: AccountId::new_at(made),
            status,
            created_at: made,
            expires_at: ends,
            ended_at: None,
            version: 1,
        };
        let before = Timestamp::from_micros(1_999);
        for (inviter, now, want) in [
            (Some(Owner), before, Open),
            (Some(Owner), ends, Expired),
            (Some(Manager), before, Void),
            (Some(Member), before, Void),
            (None, before, Void),
            (None, ends, Expired),
        ] {
            assert_eq!(present(&invitation(Open), inviter, now), want, "{inviter:?}");
            assert_eq!(check_open(&invitation(Open), inviter, now).is_ok(), want == Open);
        }
        for ended in [Accepted, Refused, Revoked, Expired, Void] {
            assert_eq!(present(&invitation(ended), Some(Owner), before), ended);
            let refusal = check_open(&invitation(ended), Some(Owner), before).expect_err("not open");
            assert_eq!(refusal.code(), Code::InvitationGone);
        }
    }
}
