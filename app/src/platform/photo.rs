//! Pictures: shrunk on the phone before they are kept.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

/// Longer side in pixels and JPEG quality, tried in this order until the picture is small enough.
const STEPS: [(f64, f64); 4] = [(1600.0, 0.8), (1280.0, 0.7), (960.0, 0.6), (640.0, 0.5)];
/// A picture of this size is small enough.
const BYTES_GOOD: usize = 300 * 1024;

/// Gets the encoded picture from the canvas.
type BlobTaker = Closure<dyn FnMut(JsValue)>;

/// Shrinks a picture to a JPEG; `None` when it is not a picture. Position data in the file is lost on the way.
pub async fn shrink(file: &Blob) -> Option<Vec<u8>> {
    let window = super::window();
    let bitmap = JsFuture::from(window.create_image_bitmap_with_blob(file).ok()?).await.ok()?;
    let bitmap: ImageBitmap = bitmap.dyn_into().ok()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let mut best = None;
    for (side, quality) in STEPS {
        let scale = (side / width.max(height)).min(1.0);
        let jpeg = encode(&bitmap, (width * scale).round(), (height * scale).round(), quality).await?;
        let small = jpeg.len() <= BYTES_GOOD;
        best = Some(jpeg);
        if small {
            break;
        }
    }
    bitmap.close();
    best
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture's side is some thousands at most"
)]
async fn encode(bitmap: &ImageBitmap, width: f64, height: f64, quality: f64) -> Option<Vec<u8>> {
    let document = super::window().document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width.max(1.0) as u32);
    canvas.set_height(height.max(1.0) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height).ok()?;
    let made: Rc<RefCell<Option<BlobTaker>>> = Rc::default();
    let kept = Rc::clone(&made);
    let promise = Promise::new(&mut |resolve, _| {
        let take = Closure::<dyn FnMut(JsValue)>::new(move |blob| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob_with_type_and_encoder_options(
            take.as_ref().unchecked_ref(),
            "image/jpeg",
            &JsValue::from_f64(quality),
        );
        *kept.borrow_mut() = Some(take);
    });
    let blob: Blob = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    drop(made);
    super::files::read(&blob).await
}
