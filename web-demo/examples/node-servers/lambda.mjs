// An AWS Lambda function for Node 20 or later: of each image that S3 tells of, a thumbnail in the bucket DESTINATION.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createResizer, ThumboxError } from 'thumbox';

const s3 = new S3Client({ forcePathStyle: process.env.S3_PATH_STYLE === '1' });
const resizer = createResizer();

export async function handler({ Records: records }) {
  for (const { s3: { bucket, object } } of records) {
    // S3 writes a space as a plus.
    const key = decodeURIComponent(object.key.replaceAll('+', ' '));
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
    try {
      const { outputs: [{ data, format }] } = await resizer.resize(body, { width: 400, height: 400, format: 'webp' });
      await s3.send(new PutObjectCommand({ Bucket: process.env.DESTINATION, Key: key, Body: data, ContentType: `image/${format}` }));
    } catch (error) {
      // A retry would find the same file.
      if (!(error instanceof ThumboxError)) throw error;
      console.error(JSON.stringify({ key, kind: error.kind, message: error.message }));
    }
  }
}
