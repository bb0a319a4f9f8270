//! 2,000 platforms beside the real ones, always the same: what one was made of says what it should be found by.

/// A generated platform.
#[derive(Clone, Debug)]
pub struct Generated {
    pub id: String,
    pub slug: String,
    pub name: String,
    pub vendor: String,
    pub category: String,
    pub summary_vi: String,
    pub summary_en: String,
    pub trade: usize,
    pub function: usize,
}

/// Trades that no real platform speaks of.
pub const TRADES: [(&str, &str); 20] = [
    ("xưởng gốm", "pottery workshops"),
    ("hợp tác xã chè", "tea cooperatives"),
    ("trại tôm", "shrimp ponds"),
    ("xưởng mộc", "carpentry workshops"),
    ("lò bánh mì", "bakeries"),
    ("vườn ươm", "plant nurseries"),
    ("tiệm giặt ủi", "laundries"),
    ("gara ô tô", "car garages"),
    ("phòng tập thể hình", "gyms"),
    ("xưởng may", "garment factories"),
    ("đội tàu cá", "fishing fleets"),
    ("trại nấm", "mushroom growers"),
    ("xưởng cơ khí", "machine factories"),
    ("nhà in", "printing houses"),
    ("tiệm vàng", "goldsmiths"),
    ("đại lý phân bón", "fertilizer dealers"),
    ("trạm xăng", "petrol stations"),
    ("xưởng giày", "shoe factories"),
    ("lò gạch", "brick kilns"),
    ("trại ong", "bee keepers"),
];

/// What none of the judged queries asks for.
pub const FUNCTIONS: [(&str, &str); 20] = [
    ("truy xuất nguồn gốc", "traceability"),
    ("lịch bảo dưỡng máy", "machine maintenance plans"),
    ("đo độ ẩm", "humidity measuring"),
    ("thư viện khuôn mẫu", "mould library"),
    ("thẻ hội viên", "membership cards"),
    ("nhật ký sản xuất", "production diaries"),
    ("tem chống giả", "anti-counterfeit labels"),
    ("định mức nguyên liệu", "material norms"),
    ("kiểm định chất lượng", "quality inspection"),
    ("dự báo thời tiết", "weather forecasts"),
    ("thu mua nguyên liệu", "purchasing of raw materials"),
    ("an toàn lao động", "occupational safety"),
    ("xử lý nước thải", "waste water treatment"),
    ("tiết kiệm điện", "energy saving"),
    ("bảo hành sản phẩm", "product warranties"),
    ("cho thuê thiết bị", "equipment rental"),
    ("in nhãn mác", "label printing"),
    ("chứng nhận xuất khẩu", "export certificates"),
    ("khảo sát ý kiến", "opinion surveys"),
    ("lịch mùa vụ", "season calendars"),
];

const TAILS: [(&str, &str); 5] = [
    ("", ""),
    (", dùng trên điện thoại", ", used on a telephone"),
    (", có báo cáo hằng ngày", ", with reports every day"),
    (", cho nhiều cơ sở", ", for several sites"),
    (", quản lý theo ca và theo kho của khách hàng", ", managed by the customer's shifts and stores"),
];

pub const CATEGORIES: [&str; 12] = [
    "enterprise_management",
    "hr_organization",
    "tourism_hospitality",
    "technology_infrastructure",
    "accounting_finance",
    "marketing_customer_care",
    "online_education",
    "transport_logistics",
    "cyber_security",
    "social_network",
    "retail_pos",
    "ecommerce",
];

const SYLLABLES: [&str; 10] = ["ka", "lo", "mi", "nu", "re", "to", "va", "zi", "be", "do"];

/// A name that no other number has.
fn name(number: usize) -> String {
    let syllable = |place: u32| SYLLABLES[number / 10_usize.pow(place) % 10];
    let word: String = [0, 1, 2, 3].map(syllable).concat();
    format!("{}{}", word[..1].to_uppercase(), &word[1..])
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

/// One of 10,000: what of it depends on its number alone.
pub fn platform(number: usize) -> Generated {
    let (trade, function, tail) = (number / 5 % 20, number / 100 % 20, number % 5);
    Generated {
        id: format!("plt_01936f5e7c4a7b1c8d2e{number:012x}"),
        slug: format!("generated-{number}"),
        name: name(number),
        vendor: format!("Công ty Demo {}", name(9_000 + number % 90)),
        category: CATEGORIES[number % 12].to_owned(),
        summary_vi: format!("{} cho {}{}", capital(FUNCTIONS[function].0), TRADES[trade].0, TAILS[tail].0),
        summary_en: format!("{} for {}{}", capital(FUNCTIONS[function].1), TRADES[trade].1, TAILS[tail].1),
        trade,
        function,
    }
}

/// Each function for each trade, five times.
pub fn platforms() -> Vec<Generated> {
    (0..2_000).map(platform).collect()
}

/// Queries about them, with what is to be found: 3 what was made for it, 1 what has the same function for another trade.
pub fn queries(platforms: &[Generated]) -> Vec<(String, Vec<(String, u8)>)> {
    let mut queries = Vec::new();
    for number in 0..60 {
        let (trade, function) = (number * 7 % 20, number * 3 % 20);
        let query = match number % 3 {
            0 => format!("{} {}", FUNCTIONS[function].0, TRADES[trade].0),
            1 => format!("{} for {}", FUNCTIONS[function].1, TRADES[trade].1),
            _ => format!("phần mềm {} dùng cho {}", FUNCTIONS[function].0, TRADES[trade].0),
        };
        let grade = |it: &Generated| match it.function == function {
            true if it.trade == trade => Some((it.slug.clone(), 3)),
            true => Some((it.slug.clone(), 1)),
            false => None,
        };
        queries.push((query, platforms.iter().filter_map(grade).collect()));
        let named = &platforms[number * 31];
        queries.push((named.name.clone(), vec![(named.slug.clone(), 3)]));
    }
    queries
}
