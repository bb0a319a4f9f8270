//! The page behind the link that takes a change of address back.

use super::actions;
use crate::accounts::address::{Kind, pressed, shown};
use crate::error::Result;
use crate::http::Call;
use crate::mail::links::Purpose;
use crate::values::Bilingual;
use actix_web::HttpResponse;
use actix_web::web::{Path, ServiceConfig, get, post, resource};

const REVERSED: Bilingual = Bilingual {
    vi: "Tài khoản của anh/chị đã dùng lại địa chỉ này. Mọi phiên đăng nhập đã kết thúc và mật khẩu cũ không còn hiệu lực: thư có liên kết để chọn mật khẩu mới đang được gửi đến địa chỉ này. Khóa API và lời mời được tạo kể từ khi có yêu cầu đổi địa chỉ đã bị hủy, xác thực hai bước cũng vậy nếu trước đó tài khoản chưa có. Nếu trước đó đã có thì tài khoản vẫn giữ xác thực hai bước, còn mã khôi phục được tạo kể từ đó không dùng được nữa: anh/chị hãy tạo bộ mã mới sau khi đăng nhập. Khi được hỏi mã mà anh/chị chưa bao giờ thiết lập, hoặc mã của anh/chị không còn đúng, xin báo cho chương trình. Nếu tài khoản đã bị ngừng sử dụng thì nay hoạt động trở lại; doanh nghiệp và nhà cung cấp mà từ đó không còn ai lại thuộc về anh/chị. Xin xem lại ai đang thuộc các tổ chức của anh/chị: người đã được mời vào kể từ khi có yêu cầu đổi địa chỉ vẫn còn ở đó. Với các tổ chức khác, xin nhờ chủ sở hữu mời lại; nếu có người khác đã nhận quyền sở hữu, anh/chị có thể khiếu nại rằng tổ chức là của mình.",
    en: "Your account has this address again. All sessions have ended and the old password is void: a mail with a link to choose a new one is on its way to this address. API keys and invitations that were made since the change was asked for are gone, and so is a second factor if the account had none before. If it had one, it keeps a second factor, but recovery codes that were made since are void: please make new ones once you have logged in. If you are asked for a code that you never set up, or your own codes are wrong, please tell the programme. If the account had been deactivated, it is active again, and a business or vendor that nobody has belonged to since is yours again. Please look at who belongs to your organizations: whoever came in since by an invitation is still there. For other organizations please ask an owner to invite you; if somebody else owns what is yours, you can contest it.",
};
const REVERSE: Kind =
    Kind { purpose: Purpose::ReverseAddressChange, path: "address-return", act: actions::reverse, done: REVERSED };

pub fn page_routes(config: &mut ServiceConfig) {
    config.service(resource("/pages/address-return/{token}").route(get().to(show)).route(post().to(press)));
}

/// Shows the button; changes nothing, because mail scanners follow links.
async fn show(call: Call, token: Path<String>) -> Result<HttpResponse> {
    shown(&call, &token, &REVERSE).await
}

async fn press(call: Call, token: Path<String>) -> Result<HttpResponse> {
    pressed(&call, token.into_inner(), &REVERSE).await
}
