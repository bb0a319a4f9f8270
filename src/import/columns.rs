//! The columns of a file, by their headings in Vietnamese or English; in any order, with or without marks.

use super::{Fault, fault};
use crate::sheet::{Cell, Row};
use crate::values::text::fold;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    TaxCode,
    Name,
    ProvinceList,
    ProvinceCode,
    IndustryVersion,
    IndustrySection,
    SizeClass,
    Platform,
    StartedOn,
    EndedOn,
    ConvertedOn,
}

impl Column {
    pub const ALL: [Self; 11] = [
        Self::TaxCode,
        Self::Name,
        Self::ProvinceList,
        Self::ProvinceCode,
        Self::IndustryVersion,
        Self::IndustrySection,
        Self::SizeClass,
        Self::Platform,
        Self::StartedOn,
        Self::EndedOn,
        Self::ConvertedOn,
    ];

    /// The heading in English, by which faults name the column, and in Vietnamese.
    pub const fn headings(self) -> (&'static str, &'static str) {
        match self {
            Self::TaxCode => ("tax_code", "Mã số thuế"),
            Self::Name => ("name", "Tên doanh nghiệp"),
            Self::ProvinceList => ("province_list", "Danh mục tỉnh"),
            Self::ProvinceCode => ("province_code", "Mã tỉnh"),
            Self::IndustryVersion => ("industry_version", "Phiên bản ngành"),
            Self::IndustrySection => ("industry_section", "Ngành"),
            Self::SizeClass => ("size_class", "Quy mô"),
            Self::Platform => ("platform", "Nền tảng"),
            Self::StartedOn => ("started_on", "Ngày bắt đầu"),
            Self::EndedOn => ("ended_on", "Ngày kết thúc"),
            Self::ConvertedOn => ("converted_on", "Ngày chuyển đổi"),
        }
    }

    const fn is_optional(self) -> bool {
        matches!(
            self,
            Self::IndustryVersion | Self::IndustrySection | Self::SizeClass | Self::EndedOn | Self::ConvertedOn
        )
    }

    fn named(heading: &str) -> Option<Self> {
        let folded = fold(heading);
        let is_it = |column: &Self| [column.headings().0, column.headings().1].iter().any(|it| fold(it) == folded);
        Self::ALL.into_iter().find(is_it)
    }
}

/// Which cell of a row is which column's.
#[derive(Clone, Debug)]
pub struct Columns(Vec<Option<Column>>);

impl Columns {
    /// Reads the headings.
    ///
    /// Errors: every heading that is unknown, doubled or missing. An unknown one might be a known one with a slip in it.
    pub fn read(head: &Row) -> Result<Self, Vec<Fault>> {
        let (mut columns, mut faults) = (Vec::new(), Vec::new());
        for cell in &head.cells {
            let Cell::Text(heading) = cell else {
                faults.push(fault(head.number, "heading", "is no text"));
                continue;
            };
            let column = Column::named(heading);
            let shown: String = heading.trim().chars().take(60).collect();
            if column.is_none() && !cell.is_blank() {
                let possible = Column::ALL.map(|column| column.headings().0).join(", ");
                faults.push(fault(head.number, &shown, format!("is no column of an import; possible: {possible}")));
            }
            if column.is_some() && columns.contains(&column) {
                faults.push(fault(head.number, &shown, "stands twice"));
            }
            columns.push(column);
        }
        for column in Column::ALL.into_iter().filter(|it| !it.is_optional() && !columns.contains(&Some(*it))) {
            let (english, vietnamese) = column.headings();
            let what = format!("there is no such column; its heading is «{english}» or «{vietnamese}»");
            faults.push(fault(head.number, english, what));
        }
        if faults.is_empty() { Ok(Self(columns)) } else { Err(faults) }
    }

    /// The cell of a column; `None` where it is blank.
    pub fn cell<'r>(&self, row: &'r Row, column: Column) -> Option<&'r Cell> {
        let place = self.0.iter().position(|it| *it == Some(column))?;
        row.cells.get(place).filter(|cell| !cell.is_blank())
    }

    /// Whether something stands in a cell that is under no heading.
    pub fn has_more(&self, row: &Row) -> bool {
        let headed = |place: usize| self.0.get(place).is_some_and(Option::is_some);
        row.cells.iter().enumerate().any(|(place, cell)| !cell.is_blank() && !headed(place))
    }
}
