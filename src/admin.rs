//! The command line's way to make staff: a fresh database has no account at all.

use crate::accounts::model::{NAME_LENGTH, NewPerson, Office, StaffRole, check_password};
use crate::accounts::second_factor::{self, Assured, Seed};
use crate::accounts::{actions, offices, passwords::Hasher};
use crate::clock::Clock;
use crate::db::{Cause, Conn, Db, Tx, schema::accounts as a};
use crate::error::{Code, Error, FaultCode};
use crate::faults::Faults;
use crate::mail::links::{self, Purpose};
use crate::reference::{self, ProvinceList};
use crate::secrets::Key;
use crate::staff::changes;
use crate::values::Locale;
use diesel::prelude::*;

/// Administrators that the command line makes; once there are so many, two of them make another.
const ENOUGH: usize = 2;

/// Who is to be staff.
#[derive(Clone, Debug)]
pub struct NewStaff {
    pub email: String,
    pub name: String,
    pub role: StaffRole,
    /// The code of a province officer's province, in the list of 34.
    pub province: Option<String>,
}

impl NewStaff {
    /// Errors: a province officer without a province, or anybody else with one.
    fn office(&self) -> Result<Office, String> {
        let (role, province) = (self.role, self.province.clone());
        match (role, &province) {
            (StaffRole::ProvinceOfficer, None) => {
                Err("a province officer has a province: give --province with a code of GET /v1/provinces, e.g. 48"
                    .to_owned())
            }
            (StaffRole::ProvinceOfficer, Some(_)) | (_, None) => Ok(Office { role, province }),
            (_, Some(_)) => Err(format!("--province goes with --role province-officer, not with {role}")),
        }
    }
}

/// Makes a verified member of staff. Unless a password was given on standard input, prints a link, once, by which the person
/// chooses one: nobody else ever knows it, and the link is that of a mail for a new password. With `with_totp` the second factor is active at once and its secret printed, once; else the person enrols.
///
/// Errors: what to type instead.
pub async fn create(
    db: &Db,
    key: &Key,
    staff: NewStaff,
    password_stdin: bool,
    with_totp: bool,
    public_url: &str,
) -> Result<(), String> {
    let office = staff.office()?;
    let NewStaff { email, name, role, .. } = staff;
    let given = if password_stdin { Some(first_line()?) } else { None };
    let person = person(&email, &name, given.as_deref()).map_err(|error| explain(&error))?;
    let hash = match given {
        Some(password) => {
            let hasher = Hasher::new().map_err(|e| e.to_string())?;
            Some(hasher.hash(password).await.map_err(|e| e.to_string())?)
        }
        None => None,
    };
    let seed = if with_totp { Some(Seed::random().map_err(|e| e.to_string())?) } else { None };
    let (key, installed) = (key.clone(), seed.clone());
    let make = move |tx: &mut Tx<'_>| {
        if office.role == StaffRole::Administrator {
            offices::lock_making(tx)?;
            if offices::locked_administrators(tx)?.len() >= ENOUGH {
                return Err(Error::new(Code::SecondAdministratorNeeded));
            }
        }
        if let Some(code) = &office.province {
            let known = reference::province(tx, ProvinceList::Since2025, code)?;
            known.ok_or_else(|| Error::fault("--province", FaultCode::UnknownProvince, ""))?;
        }
        let account = actions::create(tx, &person, hash.as_deref(), Some(&office))?;
        installed.as_ref().map_or(Ok(()), |seed| second_factor::actions::install(tx, &key, account, seed))?;
        let link = match hash {
            Some(_) => None,
            None => Some(links::issue(tx, Purpose::ResetPassword, account, account.as_str())?.0.reveal().to_owned()),
        };
        Ok((account, link))
    };
    match db.write(Cause::default(), make).await {
        Ok((account, link)) => {
            println!("{account}: {email} is {role}");
            if let Some(secret) = link {
                let minutes = Purpose::ResetPassword.validity().as_secs() / 60;
                println!("link to choose a password (shown this once): {public_url}/pages/password-reset/{secret}");
                println!(
                    "it works once, within {minutes} minutes; after that, ask for another: POST /v1/password-resets"
                );
            }
            println!("{}", second_step(&email, seed.as_ref())?);
            Ok(())
        }
        Err(error) if error.code() == Code::Conflict => {
            Err(format!("{email} has an account already; choose another --email"))
        }
        Err(error) if error.code() == Code::InvalidValues => Err(explain(&error)),
        Err(error) if error.code() == Code::SecondAdministratorNeeded => Err(format!(
            "there are {ENOUGH} administrators: they make further ones together, by POST /v1/staff-changes and its approval"
        )),
        Err(error) => Err(error.to_string()),
    }
}

/// What to type first where nobody can manage the programme yet.
///
/// Errors: the database cannot be read.
pub async fn first_step(db: &Db) -> Result<Option<&'static str>, String> {
    let look = |conn: &mut Conn| {
        let administrators = a::table.filter(a::staff_role.eq(StaffRole::Administrator));
        Ok(administrators.count().get_result::<i64>(conn)?)
    };
    let administrators = db.read(look).await.map_err(|e| e.to_string())?;
    Ok((administrators == 0).then_some(
        "there is no administrator yet: with the same settings type «dungthu admin create --email you@your.domain --name \
         'Your Name'»",
    ))
}

/// What staff must know of their second factor.
fn second_step(email: &str, seed: Option<&Seed>) -> Result<String, String> {
    let Some(seed) = seed else {
        return Ok(
            "staff need a second factor: after the first log-in only POST /v1/me/totp and its activation are open"
                .to_owned(),
        );
    };
    let url = seed.url(email).map_err(|e| e.to_string())?;
    Ok(format!("authenticator secret (shown this once): {}\n{url}", seed.base32()))
}

/// Takes somebody's office away and ends the sessions: how one of two administrators is dismissed.
///
/// Errors: what to type instead.
pub async fn dismiss(db: &Db, email: &str) -> Result<(), String> {
    let address = email.to_owned();
    match db.write(Cause::default(), move |tx| changes::actions::dismiss(tx, &address)).await {
        Ok(account) => {
            println!("{account}: {email} is in no office any more, and is logged out everywhere");
            Ok(())
        }
        Err(error) if error.code() == Code::NotFound => Err(format!("nobody has the address {email}")),
        Err(error) if error.code() == Code::SameOffice => Err(format!("{email} is in no office")),
        Err(error) if error.code() == Code::LastAdministrator => {
            Err(format!("{email} is the last administrator: make another one first, with «dungthu admin create»"))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Takes a lost second factor away: the owner is told by mail, and every session ends.
///
/// Errors: what to type instead.
pub async fn reset_second_factor(db: &Db, email: &str, assured: Assured) -> Result<(), String> {
    let address = email.to_owned();
    match db.write(Cause::default(), move |tx| second_factor::actions::reset(tx, &address, assured)).await {
        Ok(account) => {
            println!("{account}: {email} has no second factor any more, and is logged out everywhere");
            Ok(())
        }
        Err(error) if error.code() == Code::NotFound => Err(format!("nobody has the address {email}")),
        Err(error) if error.code() == Code::NoSecondFactor => Err(format!("{email} has no second factor")),
        Err(error) => Err(error.to_string()),
    }
}

/// The present code of a secret, as an app shows it: for set-ups by script. «-» reads the secret from standard input,
/// where no list of processes shows it.
///
/// Errors: what to type instead.
pub fn totp(secret: &str) -> Result<String, String> {
    let secret = if secret == "-" { first_line()? } else { secret.to_owned() };
    let seed = Seed::parse(&secret).ok_or("a secret is 32 letters and digits of base32, as it was printed")?;
    seed.code_at(Clock::System.now()).map_err(|e| e.to_string())
}

fn person(email: &str, name: &str, password: Option<&str>) -> Result<NewPerson, Error> {
    let mut faults = Faults::default();
    let read = faults.email("--email", email.trim()).zip(faults.line("--name", name, NAME_LENGTH));
    let strong = password.map_or(Some(()), |it| check_password(&mut faults, "password", it, email, name));
    let person = read.zip(strong).map(|((email, name), ())| NewPerson { email, name, locale: Locale::Vi });
    faults.finish(person)
}

fn explain(error: &Error) -> String {
    let problem = error.problem(Locale::En, "");
    problem.faults().map(|(place, detail)| format!("{place}: {detail}")).collect::<Vec<_>>().join("; ")
}

fn first_line() -> Result<String, String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|e| e.to_string())?;
    // Some editors begin a file with a mark of its order of bytes.
    Ok(line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']).to_owned())
}
