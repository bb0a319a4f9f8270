//! The command line's way to make staff: a fresh database has no account at all.

use crate::accounts::model::{NAME_LENGTH, NewPerson, StaffRole, check_password};
use crate::accounts::{actions, passwords::Hasher};
use crate::db::{Cause, Db};
use crate::error::{Code, Error};
use crate::faults::Faults;
use crate::secrets::Secret;
use crate::values::Locale;

/// Makes a verified member of staff and prints the password, once, unless it was given on standard input.
///
/// Errors: what to type instead.
pub async fn create(db: &Db, email: &str, name: &str, role: StaffRole, password_stdin: bool) -> Result<(), String> {
    let given = if password_stdin { Some(first_line()?) } else { None };
    let password = match &given {
        Some(password) => password.clone(),
        None => Secret::random().map_err(|e| e.to_string())?.reveal().to_owned(),
    };
    let person = person(email, name, &password).map_err(|error| explain(&error))?;
    let hash = Hasher::new().map_err(|e| e.to_string())?.hash(password.clone()).await.map_err(|e| e.to_string())?;
    let made = db.write(Cause::default(), move |tx| actions::create(tx, &person, Some(&hash), Some(role))).await;
    match made {
        Ok(account) => {
            println!("{account}: {email} is {role}");
            if given.is_none() {
                println!("password (shown this once): {password}");
            }
            Ok(())
        }
        Err(error) if error.code() == Code::Conflict => {
            Err(format!("{email} has an account already; choose another --email"))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn person(email: &str, name: &str, password: &str) -> Result<NewPerson, Error> {
    let mut faults = Faults::default();
    let read = faults.email("--email", email).zip(faults.line("--name", name, NAME_LENGTH));
    let strong = check_password(&mut faults, "password", password, email, name);
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
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
