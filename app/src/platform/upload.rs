//! Sends a file and says how much of it is on its way. `fetch` does not tell that.

use futures::channel::oneshot;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use super::http::{Answer, Unreachable};

/// Sends a file, or gives up after `seconds`. `sent` hears what part of it has been sent, from 0 to 1.
/// Its name goes into a header: it may name somebody, and addresses are written down everywhere.
pub async fn send_file(
    path: &str,
    file: &File,
    seconds: u32,
    sent: impl Fn(f64) + 'static,
) -> Result<Answer, Unreachable> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", path, true)?;
    request.set_timeout(seconds * 1000);
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    request.set_request_header("content-type", "application/octet-stream")?;
    request.set_request_header("x-file-name", &String::from(js_sys::encode_uri_component(&file.name())))?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            sent(event.loaded() / event.total());
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let (over, wait) = oneshot::channel();
    // Called once, however it ends; a page that is gone does not wait.
    let ended = Closure::once(move || over.send(()).unwrap_or_default());
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    request.send_with_opt_blob(Some(file))?;
    wait.await.map_err(|_| Unreachable)?;
    let status = request.status()?;
    if status == 0 {
        return Err(Unreachable);
    }
    let kind = request.get_response_header("content-type")?.unwrap_or_default();
    let body = Uint8Array::new(&request.response()?).to_vec();
    Ok(Answer { status, json: kind.starts_with("application/json"), body })
}
