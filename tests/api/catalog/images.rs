//! Logos and screenshots: what is served is the pixels alone, whatever was sent; what is no image, lies or bursts is refused.

use super::drafted;
use crate::support::client::text;
use crate::support::locks::{locked, meeting};
use crate::support::{Client, Reply, TestApp, json};
use futures_util::future::{join, join_all};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// A picture that no other call makes, in this format.
fn picture(n: u32, (width, height): (u32, u32), format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([(x + n) as u8, y as u8, (n / 256) as u8]));
    encoded(&pixels.into(), format)
}

fn encoded(pixels: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// A small one that no other number gives.
pub fn png(n: u32) -> Vec<u8> {
    picture(n, (32, 24), ImageFormat::Png)
}

async fn send(who: &Client, vendor: &str, media_type: &str, bytes: Vec<u8>) -> Reply {
    who.send("POST", &format!("/v1/vendors/{vendor}/images"), &[("Content-Type", media_type)], bytes).await
}

pub async fn uploaded(who: &Client, vendor: &str, bytes: Vec<u8>) -> String {
    text(&send(who, vendor, "application/octet-stream", bytes).await.ok(201), "hash")
}

async fn served(app: &TestApp, hash: &str) -> Reply {
    app.anon.get(&format!("/v1/images/{hash}")).await
}

/// PNG and JPEG are made of parts that say how long they are: one of them, put behind the beginning.
fn png_with(chunk: &[u8; 4], data: &[u8], of: &[u8]) -> Vec<u8> {
    let mut part = (data.len() as u32).to_be_bytes().to_vec();
    part.extend([chunk.as_slice(), data].concat());
    let crc = crc(&[chunk.as_slice(), data].concat());
    part.extend(crc.to_be_bytes());
    // Signature and IHDR.
    [&of[..33], &part, &of[33..]].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// The Exif of a camera that was held upright (orientation 6: turn right), with where it was and a script.
fn jpeg_with_exif(of: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x01\x0e\0\x02\0\0\0\x1e\0\0\0\x26\0\0\0\0");
    exif.extend(b"GPS 21.0278 <script>1</script>\0");
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&of[..2], b"\xff\xe1", &length, &exif, &of[2..]].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

engines! {
    async fn an_image_is_served_by_its_hash_for_ever(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let sent = send(&seller, &vendor, "image/png; charset=binary", png(1)).await;
        let made = sent.ok(201);
        assert_eq!((&made["media_type"], &made["width"], &made["height"]), (&json!("image/png"), &json!(32), &json!(24)));
        let path = format!("/v1/images/{}", text(&made, "hash"));
        assert_eq!(sent.header("location"), Some(path.as_str()));
        let shown = app.anon.get(&path).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, Some("image/png")));
        assert_eq!(image::load_from_memory(&shown.bytes).expect("an image"), image::load_from_memory(&png(1)).expect("an image"));
        assert_eq!(shown.header("cache-control"), Some("no-store"), "no listing names it yet");
        let named = json!({"profile": {"logo": text(&made, "hash")}});
        seller.patch(&format!("/v1/platforms/{draft}"), "\"1\"", named).await.ok(200);
        let shown = app.anon.get(&path).await;
        assert_eq!(shown.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        assert!(shown.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")));
        let etag = shown.header("etag").expect("an etag").to_owned();
        assert_eq!(etag.trim_matches('"'), text(&made, "hash"));
        let known = app.anon.send("GET", &path, &[("If-None-Match", &etag)], Vec::new()).await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));
        let packed = app.anon.send("GET", &path, &[("Accept-Encoding", "gzip")], Vec::new()).await;
        assert_eq!((packed.header("content-encoding"), packed.header("etag")), (None, Some(etag.as_str())));
        for nothing in ["0".repeat(64), "x".to_owned(), text(&made, "hash").to_uppercase()] {
            served(app, &nothing).await.problem(404, "not_found");
        }
    }

    async fn the_same_picture_is_one_image_however_often_it_is_sent(app) {
        let ((one, vendor, _), (two, other, _)) = (drafted(app).await, drafted(app).await);
        let hash = uploaded(&one, &vendor, png(1)).await;
        assert_eq!(uploaded(&one, &vendor, png_with(b"tEXt", b"Author\0Demo", &png(1))).await, hash);
        assert_eq!(uploaded(&two, &other, png(1)).await, hash);
        let (path, headers) = (format!("/v1/vendors/{vendor}/images"), [("Content-Type", "image/png"), ("Idempotency-Key", "one")]);
        let first = one.send("POST", &path, &headers, png(2)).await;
        first.ok(201);
        let again = app.unchanged(one.send("POST", &path, &headers, png(2))).await;
        assert_eq!((again.header("idempotent-replayed"), &again.bytes), (Some("true"), &first.bytes));
        app.unchanged(one.send("POST", &path, &headers, png(3))).await.problem(422, "idempotency_mismatch");
    }

    async fn what_stands_beside_the_pixels_is_dropped(app) {
        let (seller, vendor, _) = drafted(app).await;
        let script = b"<script>1</script>";
        let text = png_with(b"tEXt", b"Comment\0<script>1</script>", &png(4));
        let behind = [png(5), script.to_vec()].concat();
        let exif = jpeg_with_exif(&picture(6, (64, 32), ImageFormat::Jpeg));
        let commented = [&picture(7, (64, 32), ImageFormat::Jpeg)[..2], b"\xff\xfe\0\x14".as_slice(), script, &picture(7, (64, 32), ImageFormat::Jpeg)[2..]].concat();
        for sent in [text, behind, exif.clone(), commented] {
            assert!(holds(&sent, script));
            let hash = uploaded(&seller, &vendor, sent).await;
            let shown = served(app, &hash).await.bytes;
            assert!(!holds(&shown, script) && !holds(&shown, b"GPS"));
            image::load_from_memory(&shown).expect("an image");
        }
        let turned = send(&seller, &vendor, "image/jpeg", exif).await.ok(201);
        assert_eq!((&turned["width"], &turned["height"]), (&json!(32), &json!(64)), "upright as the camera was held");
    }

    async fn webp_becomes_what_every_reader_shows(app) {
        let (seller, vendor, _) = drafted(app).await;
        let through = RgbaImage::from_fn(40, 20, |x, y| Rgba([x as u8, y as u8, 0, if x < 20 { 0 } else { 255 }]));
        let made = send(&seller, &vendor, "image/webp", encoded(&through.clone().into(), ImageFormat::WebP)).await.ok(201);
        assert_eq!(made["media_type"], "image/png");
        let shown = served(app, &text(&made, "hash")).await;
        assert_eq!(image::load_from_memory(&shown.bytes).expect("an image").to_rgba8(), through);
        let made = send(&seller, &vendor, "image/webp", picture(8, (40, 20), ImageFormat::WebP)).await.ok(201);
        assert_eq!(made["media_type"], "image/jpeg");
        assert_eq!(served(app, &text(&made, "hash")).await.header("content-type"), Some("image/jpeg"));
        // Sixteen bits a channel.
        let mut deep = Vec::new();
        image::codecs::png::PngEncoder::new(&mut deep).write_image(&[7_u8; 32 * 16 * 8], 32, 16, ExtendedColorType::Rgba16).expect("encoded");
        let hash = uploaded(&seller, &vendor, deep).await;
        assert_eq!(image::load_from_memory(&served(app, &hash).await.bytes).expect("an image").color(), image::ColorType::Rgba8);
    }

    async fn what_is_no_image_is_refused(app) {
        let (seller, vendor, _) = drafted(app).await;
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec();
        let gif = b"GIF89a\x20\0\x20\0\0\0\0;".to_vec();
        let cut = png(9)[..60].to_vec();
        let mut broken = picture(9, (64, 64), ImageFormat::Jpeg);
        broken.truncate(200);
        for wrong in [Vec::new(), b"<html><script>1</script>".to_vec(), svg, gif, cut, broken, png(9)[..8].to_vec(), vec![0xff; 5000]] {
            let reply = app.unchanged(send(&seller, &vendor, "application/octet-stream", wrong)).await;
            reply.fault(422, "invalid_values", "", "not_an_image");
        }
        for (lie, bytes) in [("image/jpeg", png(9)), ("image/png", picture(9, (32, 32), ImageFormat::Jpeg)), ("image/webp", png(9))] {
            app.unchanged(send(&seller, &vendor, lie, bytes)).await.fault(422, "invalid_values", "", "other_image_type");
        }
        for foreign in ["image/svg+xml", "text/html", "application/json", "image/gif", ""] {
            app.unchanged(send(&seller, &vendor, foreign, png(9))).await.problem(415, "unsupported_media_type")["detail"].as_str().filter(|detail| detail.contains("image/webp")).expect("what is taken");
        }
        let mut large = png(9);
        large.resize(2 * 1024 * 1024, 0);
        assert_eq!(send(&seller, &vendor, "image/png", large.clone()).await.status, 201, "2 MiB are taken");
        large.push(0);
        app.unchanged(send(&seller, &vendor, "image/png", large)).await.problem(413, "body_too_large");
    }

    async fn sizes_have_limits_and_bombs_do_not_burst(app) {
        let (seller, vendor, _) = drafted(app).await;
        let flat = |width, height| encoded(&RgbImage::new(width, height).into(), ImageFormat::Png);
        for (width, height) in [(16, 16), (4096, 2048), (16, 4096)] {
            let made = send(&seller, &vendor, "image/png", flat(width, height)).await.ok(201);
            assert_eq!((&made["width"], &made["height"]), (&json!(width), &json!(height)));
        }
        // Some kilobytes that unpack to 48 MB, and a header that promises 10 GB.
        let mut promised = png(10);
        promised[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
        let sum = crc(&promised[12..29]).to_be_bytes();
        promised[29..33].copy_from_slice(&sum);
        for wrong in [flat(15, 16), flat(16, 15), flat(4097, 16), flat(16, 4097), flat(4096, 2049), flat(4096, 4096), promised] {
            let reply = app.unchanged(send(&seller, &vendor, "image/png", wrong)).await;
            reply.fault(422, "invalid_values", "", "image_size");
        }
    }

    async fn what_no_listing_names_is_limited_and_forgotten(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let email = text(&seller.get("/v1/me").await.ok(200), "email");
        let mut hashes = Vec::new();
        for n in 0..20 {
            hashes.push(uploaded(&seller, &vendor, png(n)).await);
        }
        app.unchanged(send(&seller, &vendor, "image/png", png(20))).await.problem(409, "too_many_images");
        assert_eq!(uploaded(&seller, &vendor, png(0)).await, hashes[0], "what is there is no more");
        let profile = json!({"logo": hashes[0], "screenshots": [{"image": hashes[1], "caption_vi": "Màn hình", "caption_en": "Screen"}]});
        let path = format!("/v1/platforms/{draft}");
        let said = seller.patch(&path, "\"1\"", json!({"profile": profile})).await.ok(200);
        assert_eq!((&said["profile"]["logo"], &said["profile"]["screenshots"]), (&profile["logo"], &profile["screenshots"]));
        uploaded(&seller, &vendor, png(20)).await;
        app.advance(DAY * 7);
        app.server.worker.tidy().await.expect("tidied");
        assert_eq!(served(app, &hashes[2]).await.status, 200, "for seven days");
        app.advance(Duration::from_micros(1));
        app.server.worker.tidy().await.expect("tidied");
        for (n, hash) in hashes.iter().enumerate() {
            assert_eq!(served(app, hash).await.status, if n < 2 { 200 } else { 404 }, "{n}");
        }
        // What a listing named once is kept, also when it names it no more: its versions are.
        let seller = app.log_in(&email).await;
        seller.patch(&path, "\"2\"", json!({"profile": {}})).await.ok(200);
        app.advance(DAY * 30);
        app.server.worker.tidy().await.expect("tidied");
        assert_eq!(served(app, &hashes[1]).await.status, 200);
    }

    async fn of_too_many_at_once_twenty_are_kept(app) {
        let (seller, vendor, _) = drafted(app).await;
        let sent = join_all((0..26).map(|n| send(&seller, &vendor, "image/png", png(n)))).await;
        let kept = sent.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(kept, 20);
        sent.iter().filter(|reply| reply.status != 201).for_each(|reply| drop(reply.problem(409, "too_many_images")));
    }

    async fn what_is_forgotten_while_it_is_named_is_kept_or_the_listing_does_not_name_it(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let email = text(&seller.get("/v1/me").await.ok(200), "email");
        let hash = uploaded(&seller, &vendor, png(1)).await;
        app.advance(DAY * 8);
        let seller = app.log_in(&email).await;
        let (path, named) = (format!("/v1/platforms/{draft}"), json!({"profile": {"logo": hash}}));
        let image = format!("SELECT 1 FROM images WHERE hash = '{hash}' FOR UPDATE");
        let both = join(seller.patch(&path, "\"1\"", named), app.server.worker.tidy());
        let (said, tidied) = meeting(app, locked(image), 2, both, async {}).await;
        tidied.expect("tidied");
        if said.status == 200 {
            assert_eq!(served(app, &hash).await.status, 200);
        } else {
            said.fault(422, "invalid_values", "/profile/logo", "unknown_reference");
            served(app, &hash).await.problem(404, "not_found");
            assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.ok(200)["profile"]["logo"], json!(null));
        }
    }

    async fn who_is_not_approved_yet_uploads_nothing(app) {
        let seller = app.person("seller@demo.example", None).await;
        let body = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        let vendor = text(&seller.post("/v1/vendors", body).await.ok(201), "id");
        app.unchanged(send(&seller, &vendor, "image/png", png(1))).await.problem(409, "vendor_pending");
    }

    async fn images_are_uploaded_for_ones_own_vendor_and_named_where_they_are(app) {
        let ((seller, vendor, draft), (_, other, _)) = (drafted(app).await, drafted(app).await);
        let foreign = app.unchanged(send(&seller, &other, "image/png", png(1))).await;
        foreign.problem(404, "not_found");
        let unknown = send(&seller, "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "image/png", png(1)).await;
        assert_eq!(foreign.essence(), unknown.essence());
        let hash = uploaded(&seller, &vendor, png(1)).await;
        let shot = |image: &str, caption: &str| json!({"image": image, "caption_vi": caption, "caption_en": "Screen"});
        let absent = "a".repeat(64);
        for (profile, pointer, fault) in [
            (json!({"logo": absent}), "/logo", "unknown_reference"), (json!({"logo": hash.to_uppercase()}), "/logo", "unknown_reference"), (json!({"logo": ""}), "/logo", "unknown_reference"),
            (json!({"screenshots": [shot(&hash, "Một"), shot(&absent, "Hai")]}), "/screenshots/1/image", "unknown_reference"),
            (json!({"screenshots": [shot(&hash, "")]}), "/screenshots/0/caption_vi", "empty"),
            (json!({"screenshots": vec![shot(&hash, "Một"); 9]}), "/screenshots", "too_many"),
        ] {
            let reply = app.unchanged(seller.patch(&format!("/v1/platforms/{draft}"), "\"1\"", json!({"profile": profile}))).await;
            reply.fault(422, "invalid_values", &format!("/profile{pointer}"), fault);
        }
        let all: Vec<_> = (0..8).map(|n| shot(&hash, &format!("Hình {n}"))).collect();
        let said = seller.patch(&format!("/v1/platforms/{draft}"), "\"1\"", json!({"profile": {"logo": hash, "screenshots": all}})).await.ok(200);
        assert_eq!(said["profile"]["screenshots"], json!(all));
    }
}
