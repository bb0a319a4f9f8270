//! The one table of what can be wrong with one value: its code and its text in both languages.

use crate::values::Locale;
use crate::values::locale::Bilingual;

macro_rules! fault_codes {
    ($($variant:ident $text:literal { $vi:literal, $en:literal })*) => {
        /// What can be wrong with one value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FaultCode { $($variant),* }

        impl FaultCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            /// `{}` stands for what is possible.
            pub(super) const fn text(self) -> Bilingual {
                match self { $(Self::$variant => Bilingual { vi: $vi, en: $en }),* }
            }
            /// What is wrong, in words.
            pub fn sentence(self, possible: &str, locale: Locale) -> String {
                filled(self.text().in_locale(locale), possible)
            }
        }
    };
}

/// A text with what is possible in it; where that is nothing, without the words that would introduce it.
fn filled(text: &str, possible: &str) -> String {
    let Some((before, after)) = text.split_once("{}").filter(|_| possible.is_empty()) else {
        return text.replace("{}", possible);
    };
    let (told, rest) = match (before.rsplit_once(". "), before.strip_suffix(" ("), before.rsplit_once(": ")) {
        (Some((told, _)), _, _) => (told, after),
        (_, Some(told), _) => (told, after.strip_prefix(')').unwrap_or(after)),
        (_, _, Some((told, ""))) => (told, after),
        _ => return text.replace("{}", "…"),
    };
    format!("{told}{rest}")
}

fault_codes! {
    Syntax "syntax" { "Không phải JSON: {}.", "Not JSON: {}." }
    UnknownField "unknown_field" { "Trường lạ. Có thể dùng: {}.", "Unknown field. Possible: {}." }
    DuplicateField "duplicate_field" { "Trường này xuất hiện hai lần.", "This field stands twice." }
    MissingField "missing_field" { "Thiếu trường này.", "This field is missing." }
    WrongType "wrong_type" { "Sai kiểu: {}.", "Wrong type: {}." }
    UnknownParameter "unknown_parameter" { "Tham số lạ. Có thể dùng: {}.", "Unknown parameter. Possible: {}." }
    RepeatedParameter "repeated_parameter" { "Tham số này xuất hiện nhiều lần.", "This parameter stands more than once." }
    WrongParameter "wrong_parameter" { "Giá trị sai: {}.", "Wrong value: {}." }
    Empty "empty" { "Không được để trống ({} ký tự).", "Must not be empty ({} characters)." }
    TooLong "too_long" { "Quá dài ({} ký tự).", "Too long ({} characters)." }
    ForbiddenCharacter "forbidden_character" { "Có ký tự điều khiển hoặc ký tự đổi hướng chữ.", "Holds a control character or one that turns the direction of writing." }
    OutOfRange "out_of_range" { "Ngoài khoảng cho phép: {}.", "Out of range: {}." }
    NotOneOf "not_one_of" { "Không có trong danh sách: {}.", "Not one of: {}." }
    NotAnEmail "not_an_email" { "Không phải địa chỉ thư, ví dụ: {}.", "Not an e-mail address, for example: {}." }
    NotADay "not_a_day" { "Không phải ngày, ví dụ: {}.", "Not a day, for example: {}." }
    NotASlug "not_a_slug" { "Chỉ gồm a–z, 0–9 và từng gạch nối đứng giữa chúng, {} ký tự.", "Only a–z, 0–9 and single hyphens between them, {} characters." }
    TaxCodeForm "tax_code_form" { "Mã số thuế gồm 10 chữ số, chi nhánh 13: {}.", "A tax code has 10 digits, a branch's 13: {}." }
    TaxCodeCheckDigit "tax_code_check_digit" { "Chữ số kiểm tra của mã số thuế không khớp.", "The tax code's check digit does not match." }
    TaxCodeBranch "tax_code_branch" { "Số chi nhánh từ 001 đến 999.", "A branch's number is 001 to 999." }
    UnknownProvince "unknown_province" { "Danh sách này không có mã tỉnh, thành phố ấy; xem /v1/provinces.", "This list has no such province code; see /v1/provinces." }
    UnknownIndustry "unknown_industry" { "Không có ngành này; xem /v1/industries.", "No such industry section; see /v1/industries." }
    UnknownCategory "unknown_category" { "Không có nhóm này; xem /v1/categories.", "No such category; see /v1/categories." }
    FigureMissing "figure_missing" { "Cần doanh thu hoặc vốn.", "Revenue or capital is needed." }
    NotAnSme "not_an_sme" { "Lớn hơn doanh nghiệp vừa theo Nghị định 80/2021: ngoài chương trình.", "Larger than a medium enterprise of decree 80/2021: outside the programme." }
    PasswordTooShort "password_too_short" { "Mật khẩu cần {} ký tự.", "A password needs {} characters." }
    PasswordGuessable "password_guessable" { "Mật khẩu này dễ đoán: chứa tên hoặc địa chỉ của bạn, lặp lại, hoặc hầu như chỉ là một dãy số.", "This password is easy to guess: it holds your name or address, repeats itself, or is little more than a number." }
    ConsentMissing "consent_missing" { "Cần sự đồng ý rõ ràng (true) để chuyển liên hệ cho nhà cung cấp này.", "Explicit consent (true) is needed to pass the contact to this vendor." }
    UnknownReference "unknown_reference" { "Không có, hoặc không phải của bạn.", "Does not exist, or is not yours." }
    NoLength "no_length" { "Ưu đãi cần số ngày cho ít nhất một cỡ doanh nghiệp.", "An offer needs a length in days for at least one size class." }
    NotMonday "not_monday" { "Tuần bắt đầu từ thứ Hai: {}.", "A week begins on a Monday: {}." }
    CommonPassword "common_password" { "Nhiều người dùng mật khẩu này và nó đã bị lộ. Hãy chọn mật khẩu khác, ví dụ vài từ không liên quan ghép lại.", "Many people use this password and it has been published. Choose another one, for example a few unrelated words." }
    ContextWord "context_word" { "Mật khẩu này hầu như chỉ gồm tên, địa chỉ của bạn hoặc những từ quen thuộc của chương trình. Hãy thêm {} chữ cái khác trở lên, ví dụ vài từ không liên quan.", "This password is little more than your name, your address or familiar words of the programme. Add at least {} other letters, for example a few unrelated words." }
    WrongCode "wrong_code" { "Mã không đúng hoặc đã hết hạn; hãy kiểm tra đồng hồ của thiết bị.", "The code is wrong or has expired; check the device's clock." }
    SamePassword "same_password" { "Mật khẩu mới phải khác mật khẩu hiện tại.", "The new password must differ from the present one." }
    NobodysVendor "nobodys_vendor" { "Không còn ai thuộc nhà cung cấp này: doanh nghiệp dùng thử nền tảng phải có người trả lời.", "Nobody belongs to this vendor any more: whoever tries a platform must have somebody who answers." }
    SameVendor "same_vendor" { "Nền tảng đã thuộc nhà cung cấp này.", "The platform is this vendor's already." }
    SameAddress "same_address" { "Đây đã là địa chỉ của tài khoản này.", "This is the account's address already." }
    NotRising "not_rising" { "Các ngày phải tăng dần, tối đa 10 ngày: {}.", "The days must rise, at most 10 of them: {}." }
    NotRegistered "not_registered" { "Chưa có tổ chức nào đăng ký mã số thuế này; bạn có thể đăng ký.", "Nobody has registered this tax code; you can." }
    NotANetwork "not_a_network" { "Không phải dải địa chỉ mạng (IPv6: /64 hoặc rộng hơn), ví dụ: {}.", "Not a network (of IPv6, a /64 or wider), for example: {}." }
    InvoiceSymbol "invoice_symbol" { "Ký hiệu mẫu số và ký hiệu hóa đơn gồm 7 ký tự, ví dụ: {}.", "An invoice's form and symbol have 7 characters, for example: {}." }
    ForeignSeller "foreign_seller" { "Bên bán trên hóa đơn phải là nhà cung cấp hoặc chi nhánh của họ: {}.", "The invoice's seller must be the vendor or a branch of it: {}." }
    TooMany "too_many" { "Quá nhiều: tối đa {}.", "Too many: at most {}." }
    UnsafeMarkdown "unsafe_markdown" { "Chỉ nhận đoạn văn, tiêu đề, chữ đậm và nghiêng, danh sách, trích dẫn, mã và liên kết https://; dòng {}.", "Only paragraphs, headings, emphasis, lists, quotes, code and links to https://; line {}." }
    NotAnImage "not_an_image" { "Không đọc được như một ảnh: {}.", "Cannot be read as an image: {}." }
    OtherImageType "other_image_type" { "Nội dung là loại khác với Content-Type: {}.", "The content is of another type than Content-Type says: {}." }
    ImageSize "image_size" { "Kích thước ảnh cho phép: {}.", "An image's size can be: {}." }
    NoLanguage "no_language" { "Cần ít nhất một ngôn ngữ, ví dụ: {}.", "At least one language is needed, for example: {}." }
    TwoLetters "two_letters" { "Mã gồm hai chữ cái, ví dụ: {}.", "A code of two letters, for example: {}." }
    NoDays "no_days" { "Cần ít nhất một ngày thêm vào hoặc bỏ đi.", "At least one day to add or to take away is needed." }
    RepeatedDay "repeated_day" { "Ngày này đã có trong danh sách.", "This day stands in the list already." }
    AlreadyAHoliday "already_a_holiday" { "Ngày này đã là ngày nghỉ.", "This day is a holiday already." }
    NotAHoliday "not_a_holiday" { "Ngày này không phải ngày nghỉ.", "This day is no holiday." }
    AddressInName "address_in_name" { "Tên không được chứa địa chỉ web hoặc địa chỉ thư ({}).", "A name must not hold an address of the web or of mail ({})." }
    OverlappingOffers "overlapping_offers" { "Trùng ngày với một ưu đãi bắt đầu sớm hơn: {}.", "Holds on the same days as an offer that begins earlier: {}." }
    NotBelowPrice "not_below_price" { "Giá giảm phải thấp hơn giá đầy đủ ({} đ).", "A discounted price must be below the full one (VND {})." }
    OtherNumberOfLines "other_number_of_lines" { "Cần đúng số dòng như bản tiếng Việt: {}.", "As many lines as in Vietnamese are needed: {}." }
    NoSuchField "no_such_field" { "Bản này không có chỗ ấy, ví dụ: {}.", "This version has no such place, for example: {}." }
    UnknownPlatform "unknown_platform" { "Không có nền tảng nào đã công bố với mã hoặc tên rút gọn này: {}.", "No published platform has this id or slug: {}." }
    RepeatedPlatform "repeated_platform" { "Nền tảng này xuất hiện hai lần: {}.", "This platform stands twice: {}." }
    Repeated "repeated" { "Đã có ở trên.", "Stands above already." }
    CriteriaMissing "criteria_missing" { "Thiếu tiêu chí: {}.", "These criteria are missing: {}." }
    NotADocument "not_a_document" { "Không phải loại tệp được nhận: {}.", "Not one of the types of file that are taken: {}." }
    UnreadableFile "unreadable_file" { "Không đọc được tệp: {}.", "The file cannot be read: {}." }
    UnreadableCell "unreadable_cell" { "Không đọc được ô này (công thức lỗi, hoặc ngày ngoài các năm 2000 – 2200): {}.", "This cell cannot be read (the error of a formula, or a date beyond the years 2000 to 2200): {}." }
    UnknownColumn "unknown_column" { "Không có cột này. Có thể dùng: {}.", "There is no such column. Possible: {}." }
    RepeatedColumn "repeated_column" { "Cột này xuất hiện hai lần.", "This column stands twice." }
    MissingColumn "missing_column" { "Thiếu cột này.", "This column is missing." }
    NoHeading "no_heading" { "Có nội dung ở ô không có tiêu đề.", "Something stands in a cell under no heading." }
    NotANumber "not_a_number" { "Không phải số nguyên chỉ gồm chữ số, không có dấu chấm, dấu phẩy hay đơn vị.", "Not a whole number of digits alone, without dots, commas or units." }
    FirstRowOnly "first_row_only" { "Dòng tiếp theo của một nền tảng chỉ có tên rút gọn và các cột của ưu đãi.", "A further row of a listing has only the slug and the columns of the offer." }
    AnothersSlug "slug_of_another" { "Tên rút gọn này là của một nền tảng khác, có thể là nền tảng mà chính bạn đã lưu trữ.", "This slug is another listing's, which may be one of your own that was archived." }
    NotChangeable "not_changeable" { "Không sửa được ở trạng thái hiện tại: «{}».", "Cannot be changed in its present state: «{}»." }
    NoEntries "no_entries" { "Cần ít nhất một mục, nhiều nhất {}.", "At least one entry is needed, at most {}." }
    NoOffer "no_offer" { "Cần ít nhất một ưu đãi: ngày bắt đầu (valid_from), số ngày cho ít nhất một cỡ doanh nghiệp và giá (price_vnd_per_month).", "At least one offer is needed: its first day (valid_from), days for at least one size class, and its price (price_vnd_per_month)." }
    RowsApart "rows_apart" { "Nền tảng này đã có ở dòng {}: các dòng của một nền tảng phải liền nhau.", "This listing stands in row {} already: the rows of a listing follow each other." }
    OffersOver "offers_over" { "Mọi ưu đãi đều đã hết hạn, ngày cuối là {}: hãy sửa ngày hoặc thêm một ưu đãi.", "Every offer is over, and {} was the last day: change its days, or add another one." }
    AssessmentsMissing "assessments_missing" { "Mới có {} bản đánh giá. Thẩm định viên chưa đánh giá gửi điểm qua POST /v1/platforms/…/assessments.", "{} assessments are in. A reviewer who has not assessed it yet sends scores by POST /v1/platforms/…/assessments." }
    CriterionNotMet "criterion_not_met" { "Tiêu chí bắt buộc chưa đạt, cần 2 hoặc 3 điểm (tiêu chí: điểm): {}. Có thể yêu cầu nhà cung cấp sửa đổi, hoặc từ chối phiên bản này.", "A mandatory criterion is not met, which takes 2 or 3 points (criterion: points): {}. You can ask the vendor for changes, or reject the version." }
    UnknownValue "unknown_value" { "Không có giá trị này: {}.", "There is no such value: {}." }
    TooManyCells "too_many_cells" { "Quá nhiều ô ({}). Hãy chọn khoảng ngắn hơn, bước thời gian dài hơn, bớt một cách chia nhóm hoặc thêm bộ lọc.", "Too many cells ({}). Ask for a shorter period, a longer interval, one grouping less, or filter." }
    TooManyGroupings "too_many_groupings" { "Nhiều nhất hai cách chia nhóm khác nhau: {}.", "At most two different groupings: {}." }
    NotOverYet "not_over_yet" { "Ngày này chưa qua; muộn nhất là {}.", "This day is not over; {} at the latest." }
    PersonalNumber "personal_number" { "Vui lòng không ghi số định danh cá nhân (12 chữ số) ở đây: chúng tôi không lưu số này. Nếu nói về một giấy tờ, hãy ghi tên giấy tờ và nơi có thể tra cứu.", "Please leave the personal number (12 digits) out: we do not keep it. Where it is about a paper, name the paper, and where it can be looked up." }
    SameValue "same_value" { "Đây đã là giá trị hiện tại.", "This is the present value already." }
    OtherMinistry "other_ministry" { "Bộ khác phụ trách nhóm này: {}.", "Another ministry answers for this category: {}." }
    EmptyFile "empty_file" { "Tệp trống.", "The file is empty." }
    ProtectedFile "protected_file" { "Tệp có mật khẩu: hãy lưu lại không có mật khẩu.", "The file is protected with a password: save it without one." }
    OldExcel "old_excel" { "Tệp ở định dạng Excel trước năm 2007: hãy lưu thành .xlsx.", "The file is in Excel's format of before 2007: save it as .xlsx." }
    Utf16 "utf_16" { "Tệp là văn bản UTF-16: hãy lưu thành «CSV UTF-8» hoặc .xlsx.", "The file is text in UTF-16: save it as «CSV UTF-8» or as .xlsx." }
    NoSpreadsheet "no_spreadsheet" { "Tệp không phải bảng tính đọc được: hãy lưu thành .xlsx hoặc «CSV UTF-8».", "The file is no spreadsheet that can be read: save it as .xlsx or as «CSV UTF-8»." }
    OtherType "other_type" { "Tệp thuộc loại khác với Content-Type.", "The file is of another type than Content-Type says." }
    TooManyRows "too_many_rows" { "Tệp có hơn {} dòng: hãy chia thành nhiều tệp.", "The file has more than {} rows: divide it into several files." }
    RowTooLong "row_too_long" { "Dòng {} có hơn 100 ô.", "The file, row {}: more than 100 cells." }
    NoSuchSheet "no_such_sheet" { "Tệp không có trang tính {}.", "The file has no sheet {}." }
    SeveralSheets "several_sheets" { "Nhiều trang tính có nội dung: {}. Hãy lưu riêng trang cần dùng.", "Something stands in several sheets: {}. Save the one that is meant alone." }
    UnpacksTooLarge "unpacks_too_large" { "Tệp giải nén ra hơn {} MB: hãy chia thành nhiều tệp.", "The file unpacks to more than {} MB: divide it into several files." }
    TooManyFormats "too_many_formats" { "Tệp khai báo nhiều định dạng hoặc văn bản hơn nó có thể chứa: hãy lưu thành «CSV UTF-8».", "The file declares more formats or texts than it can hold: save it as «CSV UTF-8»." }
    NotUtf8 "not_utf_8" { "Dòng {} không phải UTF-8: hãy lưu tệp thành «CSV UTF-8».", "The file, row {}: not UTF-8. Save the file as «CSV UTF-8»." }
    OpenQuotation "open_quotation" { "Dòng {}: một ô mở đầu bằng dấu ngoặc kép nhưng không đóng trước ô tiếp theo; trong ô đặt giữa hai dấu ngoặc kép, mỗi dấu ngoặc kép của nội dung phải viết hai lần.", "The file, row {}: a cell begins with a quotation mark that nothing closes before the next cell; in a text between quotation marks each of its own stands twice." }
    PersonalNumberForm "personal_number_form" { "Không thể là số định danh cá nhân: 12 chữ số gồm mã nơi đăng ký khai sinh (3), thế kỷ và giới tính (1), năm sinh (2) và 6 số ngẫu nhiên, ví dụ: {}.", "Cannot be a personal number: 12 digits, which are where the birth was registered (3), century and sex (1), year of birth (2) and 6 of chance, for example: {}." }
    TakesNoProvince "takes_no_province" { "Vai trò này không gắn với một tỉnh: hãy bỏ trường này.", "This role takes no province: leave it out." }
    NotComputed "not_computed" { "Ô này có công thức nhưng tệp không lưu kết quả của nó: hãy mở tệp bằng phần mềm bảng tính rồi lưu lại, hoặc nhập thẳng giá trị ({}).", "This cell has a formula whose result is not in the file: open the file in a spreadsheet program and save it, or type the value ({})." }
    UnknownCountry "unknown_country" { "Không có nước nào mang mã này (ISO 3166-1), ví dụ: {}.", "No country has this code (ISO 3166-1), for example: {}." }
    UnknownLanguage "unknown_language" { "Không có ngôn ngữ nào mang mã này (ISO 639-1), ví dụ: {}.", "No language has this code (ISO 639-1), for example: {}." }
    NoWord "no_word" { "Không có chữ hay số nào để tìm ({} ký tự).", "There is no letter or digit in it to search for ({} characters)." }
    NetworkTooWide "network_too_wide" { "Dải địa chỉ này quá rộng nên không giới hạn được gì. Có thể dùng: {}.", "This network is too wide to restrict anything. Possible: {}." }
    LineBreak "line_break" { "Chỉ nhận một dòng: nội dung có chỗ ngắt dòng.", "Takes one line: there is a line break in it." }
    StackedMarks "stacked_marks" { "Một chữ cái có nhiều dấu chồng lên nhau hơn cách viết thông thường: hãy gõ lại tên với các dấu của tiếng Việt hoặc không dấu.", "A letter carries more marks than people write: type the name anew, with the marks of its language or without." }
    MixedScripts "mixed_scripts" { "Một từ trộn các chữ cái của nhiều hệ chữ (Latinh, Kirin, Hy Lạp, Thái…), có thể trông giống nhau: hãy gõ mỗi từ bằng một hệ chữ, hoặc đặt dấu cách giữa hai hệ chữ.", "A word mixes letters of several scripts (Latin, Cyrillic, Greek, Thai …), which may look alike: type each word in one script, or write a space between two." }
    OffersFarAhead "offers_far_ahead" { "Không có ưu đãi nào bắt đầu trong vòng một năm: {}. Hãy sửa ngày bắt đầu hoặc thêm một ưu đãi.", "No offer begins within a year: {}. Change its first day, or add another one." }
    NoLetter "no_letter" { "Tên cần ít nhất một chữ cái hoặc chữ số.", "A name needs a letter or a digit." }
    OwnVendor "own_vendor" { "Bạn là thành viên của nhà cung cấp này.", "You belong to this vendor." }
    RivalVendor "rival_vendor" { "Bạn là thành viên của một nhà cung cấp khác trong danh mục.", "You belong to another vendor of the catalog." }
    HadAPart "had_a_part" { "Bạn đã soạn, sửa, nộp hoặc nhận nền tảng này, tải lên tài liệu hoặc đặt số chỗ dùng thử của nền tảng, tự mình hoặc thay người khác, hoặc thuộc nhà cung cấp khi nội dung được nộp.", "You wrote, changed, handed in or claimed this platform, uploaded a document that it names or set its places, by yourself or in somebody's place, or belonged to the vendor when it was handed in." }
    LooksLatin "looks_latin" { "Tên chỉ gồm những chữ cái của hệ chữ khác trông như chữ Latinh: hãy gõ lại bằng chữ Latinh.", "The name is of letters of another script that look like Latin ones alone: type it anew in Latin letters." }
    TooManyDrafts "too_many_drafts" { "Mỗi nhà cung cấp có tối đa {} nền tảng chưa từng được công bố, kể cả đã lưu trữ, và dòng này thêm một nền tảng mới quá số đó. Hãy bỏ bớt các dòng thêm nền tảng mới (dòng sửa nền tảng đã có không tính), hoặc gửi thẩm định và công bố bớt trước.", "A vendor has at most {} listings that were never published, archived ones among them, and this row adds a new one to as many. Leave such rows out (rows that change what is listed already do not count), or hand some in and have them published first." }
    ColumnNeeded "column_needed" { "Tệp không có cột cho nội dung còn thiếu hoặc sai của nền tảng này: {}.", "The file has no column for what is missing or wrong in this listing: {}." }
    EmptyPlace "empty_place" { "Giữa hai dấu phẩy, hoặc ở đầu hay cuối, không có gì: hãy bỏ dấu phẩy thừa.", "There is nothing between two commas, or before the first or behind the last: leave the comma out." }
    OtherAddress "other_address" { "Dòng {}: phần chữ của liên kết đọc như một địa chỉ web khác với nơi liên kết dẫn tới. Nếu đó không phải địa chỉ, hãy thêm dấu cách sau dấu chấm; nếu phải, hãy cho liên kết dẫn tới đúng địa chỉ ấy.", "Line {}: the text of a link reads as another web address than the one it leads to. If it is none, write a space after the full stop; if it is one, let the link lead there." }
}
