//! The one table of error codes: what they are called, the status they answer with, and what they say.

use crate::values::locale::Bilingual;

macro_rules! codes {
    ($($variant:ident $text:literal $status:literal { $title_vi:literal, $title_en:literal, $detail_vi:literal, $detail_en:literal })*) => {
        /// The codes of problems: stable, never translated.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($variant),* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            /// The HTTP status that the problem answers with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),* }
            }
            /// Whether it tells who asks that they lack the right to, or that others have it.
            pub const fn wants_right(self) -> bool {
                matches!(self.status(), 403 | 404)
                    || matches!(
                        self,
                        Self::ReauthenticationNeeded
                            | Self::OwnOffice
                            | Self::SecondAdministratorNeeded
                            | Self::ActingForStaff
                            | Self::ConfirmedByClaimer
                            | Self::ExtensionOtherSide
                            | Self::ForOneSide
                    )
            }
            pub(super) const fn title(self) -> Bilingual {
                match self { $(Self::$variant => Bilingual { vi: $title_vi, en: $title_en }),* }
            }
            /// `{}` stands for what is possible instead.
            pub(super) const fn detail(self) -> Bilingual {
                match self { $(Self::$variant => Bilingual { vi: $detail_vi, en: $detail_en }),* }
            }
        }
    };
}

codes! {
    MalformedJson "malformed_json" 400 { "JSON không hợp lệ", "Malformed JSON", "Nội dung gửi lên không phải là JSON mà thao tác này nhận.", "The body is not the JSON that this operation takes." }
    InvalidQuery "invalid_query" 400 { "Tham số truy vấn không hợp lệ", "Invalid query", "Có tham số truy vấn sai, lạ hoặc lặp lại.", "A query parameter is wrong, unknown or repeated." }
    InvalidCursor "invalid_cursor" 400 { "Con trỏ trang không hợp lệ", "Invalid cursor", "Con trỏ này không thuộc danh sách và bộ lọc này. Hãy bắt đầu lại, không kèm cursor.", "The cursor does not belong to this list and these filters. Start again without a cursor." }
    InvalidIdempotencyKey "invalid_idempotency_key" 400 { "Idempotency-Key không hợp lệ", "Invalid Idempotency-Key", "Khóa gồm 1 đến 64 ký tự ASCII nhìn thấy được, không có dấu ngoặc kép, một lần mỗi yêu cầu.", "A key is 1 to 64 visible ASCII characters without quotes of its own, given once a request." }
    Unauthenticated "unauthenticated" 401 { "Chưa đăng nhập", "Not logged in", "Hãy gửi «Authorization: Bearer …» với mã phiên còn hiệu lực, lấy từ POST /v1/sessions, hoặc với khóa API.", "Send «Authorization: Bearer …» with a valid session token, from POST /v1/sessions, or with an API key." }
    WrongCredentials "wrong_credentials" 401 { "Sai địa chỉ hoặc mật khẩu", "Wrong address or password", "Địa chỉ thư hoặc mật khẩu không đúng. Nếu bạn vừa đăng ký, hãy mở liên kết trong thư xác nhận trước.", "The e-mail address or the password is wrong. If you have just registered, open the link in the verification mail first." }
    NotVerified "account_not_verified" 403 { "Địa chỉ chưa được xác nhận", "Address not verified", "Hãy mở liên kết trong thư xác nhận trước khi đăng nhập.", "Open the link in the verification mail before logging in." }
    VendorPending "vendor_pending" 409 { "Nhà cung cấp chờ phê duyệt", "Vendor awaits approval", "Cán bộ chương trình chưa phê duyệt nhà cung cấp này.", "Staff have not approved this vendor yet." }
    Forbidden "forbidden" 403 { "Không được phép", "Not allowed", "Thao tác này dành cho: {}.", "This operation is for: {}." }
    NotFound "not_found" 404 { "Không tìm thấy", "Not found", "Không có gì ở địa chỉ này, hoặc không phải của bạn.", "There is nothing at this address, or it is not yours." }
    MethodNotAllowed "method_not_allowed" 405 { "Phương thức không được hỗ trợ", "Method not allowed", "Địa chỉ này không nhận phương thức ấy; xem Allow.", "This address does not take that method; see Allow." }
    NotAcceptable "not_acceptable" 406 { "Không có dạng được yêu cầu", "Not acceptable", "Thao tác này chỉ trả lời bằng application/json.", "This operation answers in application/json only." }
    LinkGone "link_gone" 410 { "Liên kết không còn hiệu lực", "Link no longer valid", "Liên kết đã được dùng, đã hết hạn hoặc không tồn tại.", "The link was used, has expired or never existed." }
    RequestTimeout "request_timeout" 408 { "Quá lâu", "Too slow", "Nội dung gửi lên đến quá chậm: tối đa 30 giây.", "The body took too long to arrive: at most 30 seconds." }
    Conflict "conflict" 409 { "Xung đột", "Conflict", "Yêu cầu trái với dữ liệu đang có.", "The request contradicts what is already there." }
    TaxCodeTaken "tax_code_taken" 409 { "Mã số thuế đã được đăng ký", "Tax code already registered", "Mã số thuế này, hoặc trụ sở hay chi nhánh khác của cùng doanh nghiệp, đã được đăng ký. Nếu bạn làm việc ở đó, hãy xin tham gia (POST /v1/join-requests); nếu người đăng ký không có quyền, hãy khiếu nại (POST /v1/contests).", "This tax code, or the head or another branch of the same firm, is registered already. If you work there, ask to join (POST /v1/join-requests); if it was registered by somebody who had no right to, contest it (POST /v1/contests)." }
    SlugTaken "slug_taken" 409 { "Tên rút gọn đã có", "Slug already taken", "Tên rút gọn này là của một nền tảng khác, có thể là nền tảng mà chính bạn đã lưu trữ; tên rút gọn không bao giờ được cấp lại.", "This slug is another listing's, which may be one of your own that was archived: no slug is ever free again." }
    WrongState "wrong_state" 409 { "Không hợp với trạng thái hiện tại", "Not possible in this state", "Trạng thái hiện tại là «{}».", "The present state is «{}»." }
    SecondTrial "second_trial" 409 { "Đã dùng thử nền tảng này", "Second trial of the same platform", "Mỗi doanh nghiệp (tính cả chi nhánh) dùng thử mỗi nền tảng một lần.", "A business, its branches included, tries each platform once." }
    NoFirstTrial "no_first_trial" 409 { "Chưa có lượt dùng thử đầu tiên", "No first trial", "Doanh nghiệp này chưa bắt đầu dùng thử nền tảng ấy; không cần cho phép thêm.", "This business has not started a trial of that platform: it needs no grant." }
    GrantExists "grant_exists" 409 { "Đã cho phép rồi", "Granted already", "Một lượt dùng thử thêm đã được cho phép và chưa dùng.", "A second trial is granted already and not used yet." }
    PlatformUnavailable "platform_not_available" 409 { "Nền tảng chưa mở cho dùng thử", "Platform not open for trials", "Nền tảng này chưa được công bố với ưu đãi dùng thử.", "This platform is not published with an offer of trials." }
    OwnPlatform "own_platform" 409 { "Không dùng thử nền tảng của chính mình", "One's own platform", "Doanh nghiệp là chính nhà cung cấp, hoặc có chung người với nhà cung cấp, không thể là bên dùng thử.", "A business that is the vendor, or shares people with it, cannot try its platform." }
    NotEligible "not_eligible" 409 { "Ngoài phạm vi ưu đãi", "Outside the offer", "Ưu đãi của nền tảng này dành cho: {}.", "This platform's offer is for: {}." }
    NotYetActivated "not_yet_activated" 409 { "Chưa được sử dụng thực tế", "Not yet activated", "Chỉ làm được việc này sau lần sử dụng thực tế đầu tiên.", "This is possible only after the first real use." }
    ConversionExists "conversion_exists" 409 { "Đã có chuyển đổi", "Conversion exists", "Lượt dùng thử này đã có một chuyển đổi đang chờ hoặc đã xác nhận.", "This trial has a conversion that waits or is confirmed." }
    ConfirmedByClaimer "confirmed_by_claimer" 409 { "Bên khai không thể tự xác nhận", "Claimer cannot confirm", "Chỉ bên kia mới xác nhận hoặc phản đối được.", "Only the other side can confirm or dispute." }
    AnswerNotKept "answer_not_kept" 409 { "Câu trả lời không được lưu", "Answer not kept", "Yêu cầu đã được thực hiện; câu trả lời chứa bí mật, hoặc nội dung đã được xóa, nên không còn được lưu. Hãy xem lại, hoặc gửi lại với khóa mới.", "The request was carried out; its answer holds a secret, or what was erased since, and is not kept. Read how it stands, or send again with a new key." }
    InFlight "request_in_flight" 409 { "Yêu cầu đang được xử lý", "Request in flight", "Một yêu cầu cùng khóa đang chạy. Hãy thử lại sau.", "A request with the same key is under way. Try again shortly." }
    VersionStale "version_stale" 412 { "Bản đã cũ", "Stale version", "Dữ liệu đã thay đổi. Hãy đọc lại rồi gửi If-Match với ETag mới.", "It has changed. Read it again and send If-Match with the new ETag." }
    BodyTooLarge "body_too_large" 413 { "Nội dung quá lớn", "Body too large", "Nội dung gửi lên tối đa {}.", "A body is at most {}." }
    UnsupportedMediaType "unsupported_media_type" 415 { "Kiểu nội dung không hỗ trợ", "Unsupported media type", "Thao tác này chỉ nhận Content-Type: {}.", "This operation takes Content-Type: {}." }
    InvalidValues "invalid_values" 422 { "Giá trị không hợp lệ", "Invalid values", "Xem errors: mỗi giá trị sai có một dòng.", "See errors: each wrong value has a line." }
    IdempotencyMismatch "idempotency_mismatch" 422 { "Khóa đã dùng cho yêu cầu khác", "Key used for another request", "Idempotency-Key này đã đi cùng một nội dung khác.", "This Idempotency-Key came with another request before." }
    VersionMissing "version_missing" 428 { "Thiếu If-Match", "If-Match missing", "Hãy gửi If-Match với ETag của bản bạn đã đọc.", "Send If-Match with the ETag of the version that you read." }
    HeaderTooLarge "header_too_large" 431 { "Tiêu đề quá lớn", "Headers too large", "Tiêu đề của yêu cầu quá lớn.", "The request's headers are too large." }
    BadRequest "bad_request" 400 { "Yêu cầu không hợp lệ", "Bad request", "Không đọc được yêu cầu.", "The request cannot be read." }
    LastOwner "last_owner" 409 { "Chủ sở hữu cuối cùng", "The last owner", "Tổ chức luôn cần một chủ sở hữu: hãy trao quyền sở hữu cho thành viên khác trước.", "An organization needs an owner at all times: make another member the owner first." }
    AlreadyMember "already_member" 409 { "Đã là thành viên", "A member already", "Người này đã là thành viên của tổ chức.", "This person is a member of the organization already." }
    TooManyRequests "too_many_requests" 429 { "Quá nhiều yêu cầu", "Too many requests", "Chưa có gì thay đổi. Hãy thử lại sau {} giây.", "Nothing was changed. Try again in {} seconds." }
    TooManyTrials "too_many_trials" 429 { "Quá nhiều yêu cầu dùng thử", "Too many requests for trials", "Mỗi tổ chức gửi tối đa {} yêu cầu dùng thử trong 24 giờ.", "An organization asks for at most {} trials within 24 hours." }
    Internal "internal" 500 { "Lỗi của máy chủ", "Server error", "Lỗi thuộc về phía chúng tôi và đã được ghi lại.", "The fault is ours and has been recorded." }
    Unavailable "unavailable" 503 { "Tạm thời không phục vụ được", "Temporarily unavailable", "Cơ sở dữ liệu tạm thời không trả lời; chưa có gì thay đổi. Hãy thử lại.", "The database does not answer; nothing was changed. Try again." }
    Busy "busy" 503 { "Đang quá tải", "Busy", "Máy chủ đang bận; chưa có gì thay đổi. Hãy thử lại.", "The server is busy; nothing was changed. Try again." }
    SecondFactorNeeded "second_factor_needed" 401 { "Cần mã xác thực", "Second factor needed", "Tài khoản này có xác thực hai bước; hãy gửi thêm «code»: mã 6 chữ số của ứng dụng, hoặc một mã khôi phục. Nếu không có mã nào, hãy báo cho chương trình.", "This account has a second factor; send «code» too: the app's 6 digits, or a recovery code. If you have neither, tell the programme." }
    WrongSecondFactor "wrong_second_factor" 401 { "Sai mã xác thực", "Wrong second factor", "Mã không đúng, đã hết hạn hoặc đã được dùng. Mỗi mã chỉ dùng được một lần.", "The code is wrong, has expired or was used: each works once." }
    TooManyWrongCodes "too_many_wrong_codes" 429 { "Sai mã quá nhiều lần", "Too many wrong codes", "Hãy thử lại sau {} giây. Mã khôi phục vẫn dùng được.", "Try again in {} seconds. Recovery codes still work." }
    SecondFactorRequired "second_factor_required" 403 { "Cán bộ cần xác thực hai bước", "Staff need a second factor", "Hãy thiết lập ứng dụng xác thực (POST /v1/me/totp) hoặc đăng nhập kèm mã trước khi làm việc khác.", "Set up an authenticator app (POST /v1/me/totp), or log in with its code, before anything else." }
    ReauthenticationNeeded "reauthentication_needed" 401 { "Cần xác thực lại", "Log in again", "Thao tác này cần xác thực trong vòng 10 phút gần đây: POST /v1/sessions/current/reauthentication.", "This operation needs proof of who you are from the last 10 minutes: POST /v1/sessions/current/reauthentication." }
    NoEnrolment "no_enrolment" 409 { "Chưa bắt đầu thiết lập", "No enrolment", "Hãy bắt đầu bằng POST /v1/me/totp.", "Start with POST /v1/me/totp." }
    NoSecondFactor "no_second_factor" 409 { "Chưa có xác thực hai bước", "No second factor", "Tài khoản này chưa bật xác thực hai bước.", "This account has no active second factor." }
    SecondFactorObligatory "second_factor_obligatory" 409 { "Cán bộ phải giữ xác thực hai bước", "Obligatory for staff", "Cán bộ không thể tắt xác thực hai bước; có thể thay bằng ứng dụng khác qua POST /v1/me/totp.", "Staff cannot go without a second factor; replace it by POST /v1/me/totp." }
    InvitationExists "invitation_exists" 409 { "Đã mời địa chỉ này", "Invited already", "Tổ chức đã mời địa chỉ này và lời mời còn hiệu lực.", "The organization has invited this address, and the invitation is open." }
    TooManyInvitations "too_many_invitations" 409 { "Quá nhiều lời mời", "Too many invitations", "Mỗi tổ chức có tối đa {} lời mời đang chờ: hãy thu hồi bớt hoặc đợi trả lời.", "An organization has at most {} open invitations: take some back, or wait for answers." }
    InvitationGone "invitation_gone" 410 { "Lời mời không còn hiệu lực", "Invitation over", "Trạng thái của lời mời là «{}».", "The invitation is «{}»." }
    LastOwnerOf "last_owner_of" 409 { "Chủ sở hữu cuối cùng", "The last owner", "Hãy mời và trao quyền sở hữu cho người khác trước, ở: {}.", "Make somebody else the owner first, whom you may have to invite, of: {}." }
    LastAdministrator "last_administrator" 409 { "Quản trị viên cuối cùng", "The last administrator", "Chương trình luôn cần một quản trị viên: hãy cử người khác trước.", "The programme needs an administrator at all times: appoint another first." }
    ProposerGone "proposer_gone" 409 { "Người đề xuất không còn là quản trị viên", "The proposer is no administrator any more", "Không ai có thể đồng ý với đề xuất này nữa: hãy từ chối hoặc rút lại, rồi đề xuất lại.", "Nobody can agree to it any more: refuse it, or take it back, and propose it anew." }
    OwnOffice "own_office" 409 { "Chức trách của chính mình", "One's own office", "Không ai thay đổi chức trách của chính mình; hãy nhờ quản trị viên khác.", "Nobody changes the own office; ask another administrator." }
    SameOffice "same_office" 409 { "Không có gì thay đổi", "Nothing to change", "Tài khoản này đã có đúng chức trách ấy.", "The account is in that office already." }
    ChangePending "change_pending" 409 { "Đang chờ một thay đổi khác", "Another change waits", "Một thay đổi chức trách của tài khoản này đang chờ quản trị viên thứ hai. Hãy phê duyệt hoặc từ chối nó trước.", "A change of this account's office waits for a second administrator. Approve or refuse it first." }
    SecondAdministratorNeeded "second_administrator_needed" 409 { "Cần quản trị viên thứ hai", "A second administrator is needed", "Người đề xuất không tự phê duyệt được; cần một quản trị viên khác.", "Who proposed it cannot approve it; another administrator can." }
    ActingForStaff "acting_for_staff" 409 { "Không thay mặt cán bộ", "Nobody acts for staff", "Quyền của cán bộ không được cho mượn, kể cả của chính mình.", "Rights of staff are not lent, one's own neither." }
    InPersonOnly "in_person_only" 403 { "Chỉ chính người đó", "In person only", "Chỉ chính người đó mới làm được việc này, không phải cán bộ thay mặt.", "Only the person may do this, not staff who act for them." }
    JoinRequestExists "join_request_exists" 409 { "Đã gửi yêu cầu tham gia", "Asked already", "Yêu cầu trước của bạn đang chờ chủ sở hữu trả lời.", "Your earlier request waits for an owner's answer." }
    ContestedLately "contested_lately" 409 { "Vừa khiếu nại gần đây", "Contested lately", "Khiếu nại trước của bạn về tổ chức này đã kết thúc; bạn có thể khiếu nại lại từ ngày {}.", "Your former contest of this organization has ended; you can contest it again from {}." }
    ContestExists "contest_exists" 409 { "Đang có khiếu nại", "Contested already", "Khiếu nại trước của bạn về tổ chức này đang được xem xét.", "Your earlier contest of this organization is being looked into." }
    AlreadyOwner "already_owner" 409 { "Đã là chủ sở hữu", "An owner already", "Bạn đã là chủ sở hữu của tổ chức này.", "You are an owner of this organization already." }
    AnswerAwaited "answer_awaited" 409 { "Chủ sở hữu chưa trả lời", "The owners' answer is awaited", "Chủ sở hữu được trả lời đến {}; cán bộ chương trình chỉ quyết định sau khi họ trả lời hoặc hết hạn.", "The owners may answer until {}: staff decide once they have, or their time is over." }
    ConflictOfInterest "conflict_of_interest" 403 { "Xung đột lợi ích", "Conflict of interest", "Việc này liên quan đến bạn hoặc tổ chức của bạn: cán bộ khác phải quyết định.", "This concerns you or an organization of yours: somebody else has to decide." }
    SessionNeeded "session_needed" 403 { "Không dùng được khóa API", "Not for API keys", "Thao tác này không nhận khóa API: hãy đăng nhập.", "This operation takes no API key: log in." }
    InsufficientScope "insufficient_scope" 403 { "Khóa thiếu phạm vi", "Scope missing", "Khóa API này không có phạm vi «{}».", "This API key lacks the scope «{}»." }
    AddressNotAllowed "address_not_allowed" 403 { "Địa chỉ không được phép", "Address not allowed", "Khóa API này không dùng được từ địa chỉ mạng ấy.", "This API key cannot be used from this address." }
    TooManyKeys "too_many_keys" 409 { "Quá nhiều khóa API", "Too many API keys", "Mỗi nơi có tối đa {} khóa API còn hiệu lực: hãy thu hồi bớt.", "At most {} API keys hold at a time: revoke some." }
    TooManyEmployees "too_many_employees" 409 { "Ngoài phạm vi chương trình", "Outside the programme", "Chương trình hiện dành cho doanh nghiệp có tối đa {} lao động.", "The programme is at present for businesses of at most {} people." }
    ExtensionWaits "extension_waits" 409 { "Đã có một đề nghị gia hạn đang chờ", "An extension waits", "Hãy chờ bên kia trả lời, hoặc rút đề nghị ấy.", "Wait for the other side's answer, or withdraw that one." }
    ExtensionsUsedUp "extensions_used_up" 409 { "Đã hết lượt gia hạn", "No extension is left", "Mỗi lượt dùng thử được gia hạn nhiều nhất (số lần × tổng số ngày): {}.", "A trial is extended at most (times × days in all): {}." }
    ExtensionOtherSide "extension_other_side" 409 { "Phải do bên kia trả lời", "The other side answers", "Bên đề nghị chỉ có thể rút lại; đồng ý hay từ chối là việc của một người ở bên kia.", "The side that asked can only withdraw; somebody of the other side agrees or refuses." }
    RulesPending "rules_pending" 409 { "Đang chờ một thay đổi khác", "Another change waits", "Một thay đổi quy tắc đang chờ quản trị viên thứ hai. Hãy phê duyệt hoặc từ chối nó trước.", "A change of the rules waits for a second administrator. Approve or refuse it first." }
    RulesTooLate "rules_too_late" 409 { "Đã quá ngày", "Too late", "Ngày bắt đầu của bộ quy tắc này ({}) đã đến; quy tắc không bao giờ áp dụng cho quá khứ. Hãy từ chối và đề xuất lại với ngày khác.", "The day from which these rules were to hold ({}) has come; rules never hold for the past. Refuse them and propose them anew for another day." }
    ForOneSide "for_one_side" 409 { "Việc của một bên", "For one side", "Chỉ một bên của lượt dùng thử làm được việc này: {}.", "Only one side of the trial can do this: {}." }
    WindowClosed "window_closed" 409 { "Đã hết thời hạn", "Too late", "Chỉ rút lại xác nhận được đến {}.", "A confirmation can be withdrawn until {} only." }
    InOffice "in_office" 403 { "Không dành cho người giữ chức trách", "Not for anybody in office", "Người đang giữ chức trách trong chương trình không đăng ký, không tham gia, không nhận vai trò cao hơn và không khiếu nại tổ chức nào.", "Whoever holds an office in the programme registers no organization, joins none, is given no higher role in one and contests none." }
    NoPlace "no_place" 409 { "Đã hết chỗ", "No place is free", "Nhà cung cấp giới hạn số lượt dùng thử cùng lúc của nền tảng này. Hãy ghi tên chờ qua POST /v1/waiting-entries: đến lượt, hệ thống sẽ gửi thư.", "The vendor limits how many trials of this platform are open at once. Wait for a place by POST /v1/waiting-entries: a mail comes when it is your turn." }
    PlaceFree "place_free" 409 { "Đang còn chỗ", "A place is free", "Không cần chờ: hãy gửi yêu cầu dùng thử qua POST /v1/trials.", "There is no need to wait: ask for the trial by POST /v1/trials." }
    WaitsAlready "waits_already" 409 { "Đã ghi tên chờ", "It waits already", "Doanh nghiệp (tính cả chi nhánh) đã có một lượt chờ nền tảng này; xem GET /v1/waiting-entries.", "The business, its branches included, waits for this platform already; see GET /v1/waiting-entries." }
    WaitingListFull "waiting_list_full" 409 { "Danh sách chờ đã đầy", "The waiting list is full", "Danh sách chờ của một nền tảng có nhiều nhất {} doanh nghiệp. Hãy thử lại sau, hoặc chọn nền tảng khác.", "A platform's waiting list holds at most {} businesses. Try again later, or choose another platform." }
    ConsentWithdrawn "consent_withdrawn" 409 { "Đã rút lại đồng ý", "Consent was taken back already", "Thông tin liên hệ đã được xóa trước đó; không cần làm gì thêm.", "The contact was erased before; there is nothing more to do." }
    TooManyImages "too_many_images" 409 { "Quá nhiều ảnh chưa dùng", "Too many unused images", "Tối đa {} ảnh chưa được nền tảng nào dùng; ảnh như vậy tự mất sau bảy ngày.", "At most {} images that no listing names; such images are forgotten after seven days." }
    VersionNotTaken "version_not_taken" 400 { "Không nhận If-Match", "If-Match not taken", "Thao tác này không xét phiên bản: hãy gửi lại không kèm If-Match.", "This operation looks at no version: send it again without If-Match." }
    ComplaintOpen "complaint_open" 409 { "Đã có khiếu nại đang chờ", "A complaint waits", "Khiếu nại {} về lượt dùng thử này đang chờ cán bộ chương trình; bạn sẽ nhận thư khi có kết quả.", "The complaint {} about this trial waits for programme staff; a mail tells you once they have decided." }
    HolidaysTooLate "holidays_too_late" 409 { "Đã quá ngày", "Too late", "Ngày {} đã đến; chỉ thay đổi được ngày nghỉ từ ngày mai trở đi. Hãy từ chối thay đổi này và đề xuất lại.", "{} has come; only holidays from tomorrow on can be changed. Refuse this change and propose it anew." }
    HolidaysChanged "holidays_changed" 409 { "Ngày nghỉ đã thay đổi", "The holidays have changed", "Từ khi đề xuất, những ngày này đã trở thành ngày nghỉ hoặc không còn là ngày nghỉ: {}. Hãy từ chối thay đổi này và đề xuất lại.", "Since this was proposed, these days have become holidays or are none any more: {}. Refuse this change and propose it anew." }
    NothingToErase "nothing_to_erase" 409 { "Không còn gì để xóa", "Nothing to erase", "Không còn văn bản nào ở đây: đã được xóa trước đó, hoặc chưa ai nhập.", "No text is left here: all were erased before, or nobody has typed any." }
    TooManyInvited "too_many_invited" 429 { "Quá nhiều lời mời trong 24 giờ", "Too many invitations within 24 hours", "Mỗi tổ chức và mỗi người mời gửi tối đa {} lời mời trong 24 giờ, kể cả lời mời đã thu hồi. Hãy thử lại sau.", "An organization, and a person who invites, sends at most {} invitations within 24 hours, those taken back included. Try again later." }
    CheckedBefore "checked_before" 409 { "Đã kiểm tra rồi", "Checked before", "Chuyển đổi này đã được cán bộ chương trình kiểm tra; kết quả đứng ở checked_at và check_note.", "Programme staff have checked this conversion; checked_at and check_note say when, and what they saw." }
    ReviewExists "review_exists" 409 { "Đã có đánh giá", "Review exists", "Doanh nghiệp (tính cả chi nhánh) đã đánh giá nền tảng này: hãy sửa bài đánh giá đó (PATCH), hoặc xóa rồi viết lại.", "The business, its branches included, has reviewed this platform: change that review (PATCH), or delete it and write anew." }
    TooManyDocuments "too_many_documents" 409 { "Quá nhiều tài liệu chưa dùng", "Too many unused documents", "Tối đa {} tài liệu chưa được nội dung nào dùng; tài liệu như vậy tự mất sau bảy ngày.", "At most {} documents that no listing names; such documents are forgotten after seven days." }
    AssessedAlready "assessed_already" 409 { "Đã đánh giá", "Assessed already", "Mỗi bản được hai thẩm định viên đánh giá, mỗi người một lần.", "Two reviewers assess a version, each once." }
    VettingIncomplete "vetting_incomplete" 409 { "Chưa thẩm định xong", "Vetting is not complete", "Cần bản đánh giá của hai thẩm định viên, và cả hai cho từ 2 điểm trở lên ở mọi tiêu chí bắt buộc; errors nêu những gì còn thiếu. Chưa đạt thì yêu cầu nhà cung cấp chỉnh sửa hoặc từ chối.", "Two reviewers assess a version, and both give at least 2 in every mandatory criterion; errors names what is missing. What is not met is sent back to the vendor, or rejected." }
    NotIllustrative "not_illustrative" 409 { "Nền tảng đã có nhà cung cấp", "The platform has a vendor", "Chỉ nhận yêu cầu đối với nền tảng minh họa, tức là chưa có nhà cung cấp nào nhận.", "Only an illustrative platform, one that no vendor has, can be claimed." }
    PlatformClaimExists "platform_claim_exists" 409 { "Đã gửi yêu cầu nhận nền tảng", "Claimed already", "Yêu cầu {} của nhà cung cấp đối với nền tảng này đang chờ cán bộ chương trình; bạn có thể rút lại.", "The vendor's claim {} of this platform waits for programme staff; it can be withdrawn." }
    OfferMissing "offer_missing" 409 { "Chưa có ưu đãi", "Offer missing", "Nội dung gửi thẩm định cần ít nhất một ưu đãi còn hiệu lực hôm nay hoặc về sau: hãy thêm qua PATCH /v1/platforms/….", "What is handed in needs at least one offer that holds today or later: add one by PATCH /v1/platforms/…." }
    FaultyFile "faulty_file" 422 { "Tệp có lỗi", "Faults in the file", "Số lỗi trong tệp: {}; errors nêu từng lỗi theo dòng và cột, nhiều nhất 500. Chưa có gì thay đổi.", "Faults in the file: {}; errors names each by row and column, at most 500. Nothing was changed." }
    ConflictDeclared "conflict_declared" 403 { "Đã khai xung đột lợi ích", "A conflict was declared", "Bạn đã khai xung đột lợi ích với nền tảng này nên không thẩm định và không quyết định về nó nữa: thẩm định viên khác phải làm việc này.", "You have declared a conflict of interest with this platform, and neither vet it nor decide on it any more: another reviewer has to." }
    FiguresBeingRead "figures_being_read" 503 { "Đang đọc số liệu", "Figures are being read", "Máy chủ vừa khởi động và đang đọc các lượt dùng thử; hãy thử lại sau {} giây.", "The server has just started and reads all trials; try again in {} seconds." }
    TargetExists "target_exists" 409 { "Đã có chỉ tiêu này", "Target exists", "Chỉ tiêu {} có cùng chỉ số, phạm vi và kỳ: hãy sửa giá trị của nó (PATCH), hoặc hủy nó rồi đặt lại.", "The target {} has the same metric, scope and period: change its value (PATCH), or withdraw it and set it anew." }
    NotAnAssessor "not_an_assessor" 403 { "Chưa chấm điểm bản này", "Not one of its assessors", "Bản được thẩm định toàn diện do thẩm định viên đã chấm điểm và còn tại nhiệm công bố: {}. Người khác không xem điểm để có thể thay thế khi cần; bạn vẫn có thể yêu cầu chỉnh sửa hoặc từ chối.", "A version that is vetted in full is published by who assessed it and is in office: {}. Others see no scores, so that they can step in; you can send it back or reject it." }
    SameAsRejected "same_as_rejected" 409 { "Giống bản đã bị từ chối", "Same as what was rejected", "Nội dung này nói đúng điều mà một bản đã bị từ chối đã nói, dù cách viết có khác (dấu câu, chữ hoa, định dạng): hãy sửa điều mà lý do từ chối nêu rồi gửi lại.", "This says what a rejected version said, if written otherwise (punctuation, case, layout): change what the reason of the rejection names, then hand it in again." }
    TooManyLogIns "too_many_log_ins" 429 { "Đăng nhập sai quá nhiều lần", "Too many failed log-ins", "Chưa có gì thay đổi. Với địa chỉ email này, hoặc từ mạng mà bạn đang dùng (có thể chung với người khác), vừa có quá nhiều lần đăng nhập không thành công, dù có thể không phải do bạn. Hãy thử lại sau {} giây, hoặc xin đường dẫn đặt mật khẩu mới: đường dẫn đó mở được ngay cho chủ địa chỉ. Ai đang đăng nhập vẫn làm việc bình thường.", "Nothing was changed. With this email address, or from the network that you are in and may share with others, too many log-ins have failed lately, even if none of them was yours. Try again in {} seconds, or ask for a link for a new password: it lets the owner of the address in at once. Whoever is logged in can go on working." }
    OwnsTheFirm "owns_the_firm" 409 { "Là chủ sở hữu của cả doanh nghiệp", "Owns the whole firm", "Ai là chủ sở hữu ở nơi đại diện của doanh nghiệp (trụ sở, hoặc chi nhánh đăng ký đầu tiên) thì sở hữu mọi chi nhánh: hãy đổi vai trò hoặc chuyển quyền tại nơi đại diện, các chi nhánh sẽ theo đó.", "Who owns a firm's seat (its head, or else the branch that was registered first) owns all of its parts: change the role, or hand the ownership on, at the seat; the parts follow." }
    ContestOpen "contest_open" 409 { "Khiếu nại đang được xem xét", "A contest is open", "Một khiếu nại của tài khoản này về quyền sở hữu một tổ chức chưa được quyết định: nội dung khiếu nại và câu trả lời của chủ sở hữu còn cần cho quyết định. Hãy xóa sau khi có quyết định hoặc người khiếu nại đã rút lại.", "A contest by this account is not decided yet: what was typed in it, the owners' answer included, is needed for the decision. Erase once it is decided, or withdrawn by who contests." }
    TooManyDrafts "too_many_unpublished" 409 { "Quá nhiều nền tảng chưa công bố", "Too many unpublished listings", "Mỗi nhà cung cấp có tối đa {} nền tảng chưa từng được công bố, kể cả đã lưu trữ: hãy gửi thẩm định và công bố bớt trước.", "A vendor has at most {} listings that were never published, archived ones among them: hand some in and have them published first." }
    TooManyContests "too_many_contests" 409 { "Quá nhiều khiếu nại", "Too many contests", "Tối đa {} khiếu nại về quyền sở hữu cùng một tổ chức được xem xét cùng lúc: hãy gửi lại khi một khiếu nại đã được quyết định hoặc rút lại.", "At most {} contests of the same organization are looked into at a time: try again when one of them is decided or withdrawn." }
    MemberInOffice "member_in_office" 403 { "Người này giữ chức trách", "They hold an office", "Người được nhận vào tổ chức, được trao vai trò cao hơn hoặc được bàn giao tổ chức đang giữ chức trách trong chương trình: khi còn giữ chức trách, họ không tham gia, không nhận vai trò cao hơn và không nhận bàn giao tổ chức nào.", "Whoever is to be let in, given a higher role or handed the organization holds an office in the programme: as long as they do, they join no organization, are given no higher role and are handed none." }
}
