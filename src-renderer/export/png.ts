/** A PNG from an SVG document; the browser does the drawing, so screen, SVG and PNG cannot differ. */

/** Draws an SVG document of known size at a multiple of it. Throws a sentence when the browser cannot. */
export async function pngOf(svg: string, scale: number): Promise<Blob> {
  const image = new Image();
  // A data address rather than a blob's: it is what the content security policy allows for images.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!context || !blob) {
    throw new Error(`The browser cannot draw a picture of ${canvas.width} by ${canvas.height} pixels. Save it as SVG.`);
  }
  return blob;
}
