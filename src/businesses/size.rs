//! Size classes of decree 80/2021/NĐ-CP, article 5: the labour limit AND (the revenue limit OR the capital limit);
//! the smallest class that fits. Measured when support is asked for: at registration, and at each request for a trial by the
//! figures that the business has given by then.

use crate::reference::SizeSector;
use crate::values::Vnd;
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How large a business is. A household business is a class of its own.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    diesel::AsExpression,
    diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    Household,
    Micro,
    Small,
    Medium,
}

text_enum!(SizeClass { Household = "household", Micro = "micro", Small = "small", Medium = "medium" });

/// What a size is computed from: yearly average of employees in social insurance, revenue and capital of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    pub employees: i64,
    pub revenue: Option<Vnd>,
    pub capital: Option<Vnd>,
}

struct Limits {
    class: SizeClass,
    labour: i64,
    revenue: Vnd,
    capital: Vnd,
}

const fn limits(class: SizeClass, labour: i64, revenue: i64, capital: i64) -> Limits {
    Limits { class, labour, revenue: Vnd::billions(revenue), capital: Vnd::billions(capital) }
}

const PRODUCTION: [Limits; 3] = [
    limits(SizeClass::Micro, 10, 3, 3),
    limits(SizeClass::Small, 100, 50, 20),
    limits(SizeClass::Medium, 200, 200, 100),
];

const SERVICES: [Limits; 3] = [
    limits(SizeClass::Micro, 10, 10, 3),
    limits(SizeClass::Small, 50, 100, 50),
    limits(SizeClass::Medium, 100, 300, 100),
];

/// The smallest class whose limits hold; `None` above medium: not an SME.
pub fn classify(sector: SizeSector, figures: Figures) -> Option<SizeClass> {
    let table = match sector {
        SizeSector::Agriculture | SizeSector::IndustryConstruction => &PRODUCTION,
        SizeSector::TradeServices => &SERVICES,
    };
    let fits = |limits: &&Limits| {
        let revenue = figures.revenue.is_some_and(|revenue| revenue <= limits.revenue);
        let capital = figures.capital.is_some_and(|capital| capital <= limits.capital);
        figures.employees <= limits.labour && (revenue || capital)
    };
    table.iter().find(fits).map(|limits| limits.class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(sector: SizeSector, employees: i64, revenue: Option<i64>, capital: Option<i64>) -> Option<SizeClass> {
        classify(
            sector,
            Figures { employees, revenue: revenue.map(Vnd::billions), capital: capital.map(Vnd::billions) },
        )
    }

    #[test]
    fn the_decrees_table_holds_at_its_limits() {
        use SizeClass::{Medium, Micro, Small};
        use SizeSector::{Agriculture, IndustryConstruction, TradeServices};
        for sector in [Agriculture, IndustryConstruction] {
            for (class, labour, revenue, capital) in [(Micro, 10, 3, 3), (Small, 100, 50, 20), (Medium, 200, 200, 100)]
            {
                assert_eq!(of(sector, labour, Some(revenue), None), Some(class));
                assert_eq!(of(sector, labour, None, Some(capital)), Some(class));
                assert_ne!(of(sector, labour + 1, Some(revenue), Some(capital)), Some(class));
                assert_ne!(of(sector, labour, Some(revenue + 1), Some(capital + 1)), Some(class));
                assert_eq!(of(sector, labour, Some(revenue + 1), Some(capital)), Some(class));
            }
        }
        for (class, labour, revenue, capital) in [(Micro, 10, 10, 3), (Small, 50, 100, 50), (Medium, 100, 300, 100)] {
            assert_eq!(of(TradeServices, labour, Some(revenue), None), Some(class));
            assert_eq!(of(TradeServices, labour, None, Some(capital)), Some(class));
            assert_ne!(of(TradeServices, labour + 1, Some(revenue), Some(capital)), Some(class));
        }
        assert_eq!(of(TradeServices, 101, Some(1), Some(1)), None);
        assert_eq!(of(Agriculture, 1, Some(201), Some(101)), None);
        assert_eq!(of(Agriculture, 1, None, None), None);
    }

    proptest! {
        #[test]
        fn growing_never_makes_a_business_smaller(employees in 0i64..300, more in 0i64..300, revenue in 0i64..400, capital in 0i64..200) {
            for sector in SizeSector::ALL {
                let before = of(*sector, employees, Some(revenue), Some(capital));
                let after = of(*sector, employees + more, Some(revenue), Some(capital));
                let grew = after.is_none() || before.is_some_and(|before| Some(before) <= after);
                prop_assert!(grew, "{before:?} became {after:?}");
            }
        }
    }
}
