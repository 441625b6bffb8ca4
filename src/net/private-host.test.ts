import { expect, it } from 'vitest';
import { isPrivateHost } from './private-host.ts';

it.each([
  'http://localhost:3000/a.jpg',
  'http://127.0.0.1:3000',
  'http://[::1]:3000',
  'http://[::ffff:127.0.0.1]/',
  'http://0.0.0.0:8080',
  'http://10.1.2.3',
  'http://172.31.0.1',
  'http://192.168.1.20:3000',
  'http://169.254.1.1',
  'http://[fd12::1]',
  'http://[fe80::1]',
  'http://web:3000/media/a.jpg',
  'https://clinic.local',
  'https://box.internal',
])('%s is private', (address) => expect(isPrivateHost(address)).toBe(true));

it.each([
  'https://graph.facebook.com',
  'https://cutline.example.org/media/a.jpg',
  'http://172.32.0.1',
  'http://8.8.8.8',
  'http://[2001:db8::1]',
  'https://localhost.example.org',
])('%s is public', (address) => expect(isPrivateHost(address)).toBe(false));
