import Image from 'next/image';

export default function Page() {
  return <Image src="/photo.jpg" alt="A photo" width={640} height={426} />;
}
