// The CloudFront function (runtime cloudfront-js-2.0) of the storefront's and the media behaviours,
// before the cache: which object of the bucket an address means. It is a rewrite on the way in and
// not an error page on the way out, so that what is missing stays a 404.
//
// infra/local/edge/viewer_request.py does the same on one machine; both are held to the cases in
// tests/contract/viewer_request_cases.yaml.

const MEDIA = '/media/';
const NOT_PAGES = ['/api/', '/core/', '/internal/', '/health/'];
const WIDTHS = [160, 320, 480, 640, 960, 1280]; // infra/edge/behaviours.yaml

function handler(event) {
  const request = event.request;
  if (request.uri.startsWith(MEDIA)) {
    request.uri = pictureOf(request.uri.slice(MEDIA.length - 1), request.querystring.w);
    request.querystring = {};
  } else if (isPage(request.uri)) {
    request.uri = '/index.html';
  }
  return request;
}

// A path of the application has no extension; what has one is a file, there or not.
function isPage(uri) {
  return !NOT_PAGES.some((prefix) => uri.startsWith(prefix)) && !lastOf(uri).includes('.');
}

function pictureOf(uri, wanted) {
  if (!wanted || !uri.endsWith('.webp') || !/^[1-9][0-9]{0,4}$/.test(wanted.value)) {
    return uri;
  }
  const width = WIDTHS.find((each) => each >= Number(wanted.value));
  return width ? uri.slice(0, -'.webp'.length) + '.w' + width + '.webp' : uri;
}

function lastOf(uri) {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
