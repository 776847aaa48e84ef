import t from 'tap'
import { isPublicAddress } from '../../src/outgoing/public-address.ts'

const PUBLIC = `
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15 169.253.255.255
  169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0
  198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
  2000::1 2001:200::1 2001:4860:4860::8888 2001:db7::1 2001:db9::1 2003::1 2606:4700::1111 2a00:1450::1 3ffe::1 3fff:1000::1
  64:ff9b::8.8.8.8 64:ff9b::b00:0`

const NOT_PUBLIC = `
  0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.255
  168.63.129.16 169.254.0.0 169.254.169.254 169.254.170.2 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.192 192.0.2.1
  192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255
  240.0.0.1 255.255.255.255
  :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 0:0:0:0:0:ffff:a9fe:a9fe 100::1 1::1
  fc00::1 fd00::1 fd00:ec2::254 fdff:ffff::1 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1
  2001::1 2001:0:53aa:64c::1 2001:2::1 2001:10::1 2001:1ff::1 2001:db8::1 2002::1 2002:7f00:1:: 2002:a9fe:a9fe:: 3fff::1 3fff:fff::1
  4000::1 5f00::1 64:ff9a::1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.1.2.3 64:ff9b::169.254.169.254 64:ff9b::192.168.1.1
  64:ff9b::100.64.0.1 64:ff9b::0.0.0.0 64:ff9b:1::8.8.8.8 64:ff9b:0:1::8.8.8.8`

const listed = (text: string): string[] => text.trim().split(/\s+/)

t.test("RFC 6890 §2.2: addresses of machines, networks and providers are not the internet's", async (t) => {
  t.ok(listed(PUBLIC).length + listed(NOT_PUBLIC).length >= 100)
  for (const address of listed(PUBLIC)) t.equal(isPublicAddress(address), true, address)
  for (const address of listed(NOT_PUBLIC)) t.equal(isPublicAddress(address), false, address)
  for (const text of ['', 'localhost', '[::1]', '8.8.8', '8.8.8.8:443', '08.8.8.8', '0x8.8.8.8']) {
    t.equal(isPublicAddress(text), false, text)
  }
})
