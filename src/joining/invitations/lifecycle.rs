//! The rules of an invitation's life, pure.

use super::model::{Invitation, InvitationStatus};
use crate::accounts::members::{Act, Membership};
use crate::error::{Code, Error, Result};
use crate::values::Timestamp;

/// What an invitation is at `now`, when who invited has this membership: nobody gives more than they have, and nobody gives
/// what they have lost since, though they got it back.
pub fn present(invitation: &Invitation, inviter: Option<&Membership>, now: Timestamp) -> InvitationStatus {
    let may_give = inviter.is_some_and(|it| {
        it.role >= Act::Govern.least() && it.role >= invitation.role && it.role_since <= invitation.created_at
    });
    match invitation.status {
        InvitationStatus::Open if now >= invitation.expires_at => InvitationStatus::Expired,
        InvitationStatus::Open if !may_give => InvitationStatus::Void,
        status => status,
    }
}

/// Errors: 410 for an invitation that is not open any more.
pub fn check_open(invitation: &Invitation, inviter: Option<&Membership>, now: Timestamp) -> Result<()> {
    match present(invitation, inviter, now) {
        InvitationStatus::Open => Ok(()),
        ended => Err(Error::with(Code::InvitationGone, ended)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::members::MemberRole;
    use crate::values::{AccountId, BusinessId, InvitationId, TypedId};

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
        let inviter = |role, role_since| Membership {
            account: AccountId::new_at(made),
            organization: BusinessId::new_at(made).into(),
            role,
            since: made,
            role_since,
            follows_seat: false,
            version: 1,
        };
        let again = Timestamp::from_micros(1_001);
        for (inviter, now, want) in [
            (Some(inviter(Owner, made)), before, Open),
            (Some(inviter(Owner, made)), ends, Expired),
            (Some(inviter(Owner, again)), before, Void),
            (Some(inviter(Manager, again)), before, Void),
            (Some(inviter(Member, again)), before, Void),
            (None, before, Void),
            (None, ends, Expired),
        ] {
            assert_eq!(present(&invitation(Open), inviter.as_ref(), now), want, "{inviter:?}");
            assert_eq!(check_open(&invitation(Open), inviter.as_ref(), now).is_ok(), want == Open);
        }
        let owner = inviter(Owner, made);
        for ended in [Accepted, Refused, Revoked, Expired, Void] {
            assert_eq!(present(&invitation(ended), Some(&owner), before), ended);
            let refusal = check_open(&invitation(ended), Some(&owner), before).expect_err("not open");
            assert_eq!(refusal.code(), Code::InvitationGone);
        }
    }
}
