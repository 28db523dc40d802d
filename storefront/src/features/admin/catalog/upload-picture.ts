import { api, type components, read } from "@/api/client";

/** Keep a picture; the answer has the address to show it at, and its size. */
export function uploadPicture(file: File): Promise<components["schemas"]["UploadedPicture"]> {
  return read(
    api.POST("/core/v1/admin/catalog/media", {
      // The generated type of a binary body is a text.
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { "content-type": file.type || "application/octet-stream" },
    }),
  );
}
