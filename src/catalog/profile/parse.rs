//! A profile as a vendor sends it: every wrong value is named, the rest is normalized.

use super::markdown;
use super::{FittingIndustry, Hosting, MakeInVietnam, ProblemSolved, Profile, Screenshot, Support};
use crate::catalog::images::{self, is_hash};
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::reference;
use crate::values::{is_country, is_language};

pub const DESCRIPTION: usize = 8_000;
const SCREENSHOTS: usize = 8;
const CAPTION: usize = 160;
const PROBLEM: usize = 160;
const PROBLEMS: usize = 10;
const INDUSTRIES: usize = 30;
pub const INTEGRATION: usize = 80;
pub const INTEGRATIONS: usize = 30;
const HOURS: usize = 200;
pub const LANGUAGES: usize = 20;
const PLACE: usize = 200;
/// Decree 85/2016/NĐ-CP, articles 7 to 11.
const SECURITY_LEVEL: std::ops::RangeInclusive<i64> = 1..=5;
/// At least 51% for *Make in Vietnam*.
const OWNERSHIP: std::ops::RangeInclusive<i64> = 51..=100;

/// The members of a profile, each of which can be left out.
macro_rules! each_member {
    ($do:ident) => {
        $do!(
            description_vi,
            description_en,
            logo,
            screenshots,
            problems,
            industries,
            sizes,
            integrations,
            support,
            hosting,
            security_level,
            make_in_vietnam
        )
    };
}

impl Profile {
    /// As [`Profile::parse`], of a listing that says `before` already: what stays as it is is not judged anew, whatever the rules are by now.
    ///
    /// Errors: 503 while the database is away.
    pub fn parse_after(&self, conn: &mut Conn, faults: &mut Faults, before: &Self) -> Result<Option<Self>> {
        let mut changed = self.clone();
        macro_rules! leave_out {
            ($($member:ident),*) => {
                $(if self.$member == before.$member { changed.$member = Default::default(); })*
            };
        }
        each_member!(leave_out);
        let Some(mut parsed) = changed.parse(conn, faults)? else { return Ok(None) };
        macro_rules! put_back {
            ($($member:ident),*) => {
                $(if self.$member == before.$member { parsed.$member.clone_from(&before.$member); })*
            };
        }
        each_member!(put_back);
        Ok(Some(parsed))
    }

    /// The profile without what repeats, its texts normalized; `None` where `faults` got some, each below `/profile`.
    ///
    /// Errors: 503 while the database is away.
    pub fn parse(&self, conn: &mut Conn, faults: &mut Faults) -> Result<Option<Self>> {
        let descriptions = description(faults, "description_vi", self.description_vi.as_deref()).zip(description(
            faults,
            "description_en",
            self.description_en.as_deref(),
        ));
        let images = pictures(conn, faults, self)?;
        let problems = all(faults, "problems", &self.problems, PROBLEMS, problem);
        let industries = industries(conn, faults, &self.industries)?;
        let integrations = all(faults, "integrations", &self.integrations, INTEGRATIONS, |faults, at, name| {
            faults.line(at, name, INTEGRATION)
        });
        let support = optional(faults, self.support.as_ref(), support);
        let hosting = optional(faults, self.hosting.as_ref(), hosting);
        let level = |faults: &mut Faults, level: &i64| faults.number("/profile/security_level", *level, SECURITY_LEVEL);
        let security_level = optional(faults, self.security_level.as_ref(), level);
        let make_in_vietnam = optional(faults, self.make_in_vietnam.as_ref(), make_in_vietnam);
        let lists = problems.zip(industries).zip(integrations);
        let rest = support.zip(hosting).zip(security_level.zip(make_in_vietnam));
        let parts = descriptions.zip(images).zip(lists).zip(rest);
        Ok(parts.map(
            |(
                ((descriptions, (logo, screenshots)), lists),
                ((support, hosting), (security_level, make_in_vietnam)),
            )| {
                let ((problems, industries), integrations) = lists;
                let (description_vi, description_en) = descriptions;
                let sizes = once(self.sizes.clone());
                Self {
                    description_vi,
                    description_en,
                    logo,
                    screenshots,
                    problems,
                    industries,
                    sizes,
                    integrations,
                    support,
                    hosting,
                    security_level,
                    make_in_vietnam,
                }
            },
        ))
    }
}

/// What is there, read; what is left out, left out.
fn optional<T, R>(
    faults: &mut Faults,
    sent: Option<&T>,
    read: impl Fn(&mut Faults, &T) -> Option<R>,
) -> Option<Option<R>> {
    sent.map_or(Some(None), |sent| read(faults, sent).map(Some))
}

/// Every one of a list, each once.
fn all<T, R: PartialEq>(
    faults: &mut Faults,
    member: &str,
    sent: &[T],
    most: usize,
    read: impl Fn(&mut Faults, &str, &T) -> Option<R>,
) -> Option<Vec<R>> {
    let at = format!("/profile/{member}");
    if sent.len() > most {
        faults.add(&at, FaultCode::TooMany, most.to_string());
        return None;
    }
    let read: Vec<Option<R>> =
        sent.iter().enumerate().map(|(place, one)| read(faults, &format!("{at}/{place}"), one)).collect();
    read.into_iter().collect::<Option<Vec<R>>>().map(once)
}

/// Each once, where it stands first.
fn once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut each = Vec::with_capacity(all.len());
    for one in all {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

fn description(faults: &mut Faults, member: &str, text: Option<&str>) -> Option<Option<String>> {
    let at = format!("/profile/{member}");
    let text = faults.optional_lines(&at, text, DESCRIPTION)?;
    if let Some(Err((beyond, line))) = text.as_deref().map(markdown::check) {
        let (code, told) = beyond.fault(line);
        faults.add(&at, code, told);
        return None;
    }
    Some(text)
}

/// The logo and the screenshots, where there are such images.
fn pictures(conn: &mut Conn, faults: &mut Faults, sent: &Profile) -> Result<Option<(Option<String>, Vec<Screenshot>)>> {
    let named: Vec<&str> = sent.images().into_iter().filter(|hash| is_hash(hash)).take(SCREENSHOTS + 1).collect();
    let known = images::exist(conn, &named)?;
    let image = |faults: &mut Faults, at: &str, hash: &String| {
        if !known.contains(hash) {
            faults.add(at, FaultCode::UnknownReference, "");
        }
        known.contains(hash).then(|| hash.clone())
    };
    let logo = optional(faults, sent.logo.as_ref(), |faults, logo| image(faults, "/profile/logo", logo));
    let shots = all(faults, "screenshots", &sent.screenshots, SCREENSHOTS, |faults, at, shot| {
        let shown = image(faults, &format!("{at}/image"), &shot.image);
        let vi = faults.line(&format!("{at}/caption_vi"), &shot.caption_vi, CAPTION);
        let en = faults.line(&format!("{at}/caption_en"), &shot.caption_en, CAPTION);
        let captions = vi.zip(en);
        shown.zip(captions).map(|(image, (caption_vi, caption_en))| Screenshot { image, caption_vi, caption_en })
    });
    Ok(logo.zip(shots))
}

fn problem(faults: &mut Faults, at: &str, sent: &ProblemSolved) -> Option<ProblemSolved> {
    let vi = faults.line(&format!("{at}/text_vi"), &sent.text_vi, PROBLEM);
    let en = faults.line(&format!("{at}/text_en"), &sent.text_en, PROBLEM);
    vi.zip(en).map(|(text_vi, text_en)| ProblemSolved { text_vi, text_en })
}

/// Sections that exist in the version named beside them.
fn industries(conn: &mut Conn, faults: &mut Faults, sent: &[FittingIndustry]) -> Result<Option<Vec<FittingIndustry>>> {
    // Where there are too many, none is looked up.
    let mut known = Vec::new();
    for FittingIndustry { version, section } in sent.iter().take(INDUSTRIES) {
        known.push(reference::industry(conn, version, section)?.is_some());
    }
    let known = |place: usize| known.get(place).copied().unwrap_or(false);
    let numbered: Vec<(usize, &FittingIndustry)> = sent.iter().enumerate().collect();
    Ok(all(faults, "industries", &numbered, INDUSTRIES, |faults, at, (place, one)| {
        if !known(*place) {
            faults.add(&format!("{at}/section"), FaultCode::UnknownIndustry, "");
        }
        known(*place).then(|| (*one).clone())
    }))
}

fn support(faults: &mut Faults, sent: &Support) -> Option<Support> {
    let vi = faults.line("/profile/support/hours_vi", &sent.hours_vi, HOURS);
    let en = faults.line("/profile/support/hours_en", &sent.hours_en, HOURS);
    let languages = all(faults, "support/languages", &sent.languages, LANGUAGES, |faults, at, code| {
        code_of(faults, at, code, &LANGUAGE)
    });
    if sent.languages.is_empty() {
        faults.add("/profile/support/languages", FaultCode::NoLanguage, "vi");
        return None;
    }
    vi.zip(en).zip(languages).map(|((hours_vi, hours_en), languages)| Support { hours_vi, hours_en, languages })
}

fn hosting(faults: &mut Faults, sent: &Hosting) -> Option<Hosting> {
    let country = code_of(faults, "/profile/hosting/country", &sent.country, &COUNTRY);
    let place = faults.optional_line("/profile/hosting/place", sent.place.as_deref(), PLACE);
    country.zip(place).map(|(country, place)| Hosting { country, place })
}

/// Codes of two letters: which letters, which of them stand for something, and what is said of those that do not.
struct Codes {
    letter: fn(&u8) -> bool,
    known: fn(&str) -> bool,
    unknown: FaultCode,
    example: &'static str,
}

const COUNTRY: Codes =
    Codes { letter: u8::is_ascii_uppercase, known: is_country, unknown: FaultCode::UnknownCountry, example: "VN" };
const LANGUAGE: Codes =
    Codes { letter: u8::is_ascii_lowercase, known: is_language, unknown: FaultCode::UnknownLanguage, example: "vi" };

fn code_of(faults: &mut Faults, at: &str, code: &str, codes: &Codes) -> Option<String> {
    if (codes.known)(code) {
        return Some(code.to_owned());
    }
    let two = code.len() == 2 && code.as_bytes().iter().all(codes.letter);
    faults.add(at, if two { codes.unknown } else { FaultCode::TwoLetters }, codes.example);
    None
}

fn make_in_vietnam(faults: &mut Faults, sent: &MakeInVietnam) -> Option<MakeInVietnam> {
    let at = "/profile/make_in_vietnam/vietnamese_ownership_percent";
    let percent = faults.number(at, sent.vietnamese_ownership_percent, OWNERSHIP);
    percent.map(|vietnamese_ownership_percent| MakeInVietnam { vietnamese_ownership_percent })
}
