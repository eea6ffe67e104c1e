import { agent, customer, exampleIds, examplePassword, examplePhones } from '@samvad/contract/docs';
import type { Operations } from '../operation.js';

const token =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMTk4YzdhMC0xMWYyLTdjM2EtOWI1NC0yZjZkMWMwYTdlMDEifQ.c2lnbmF0dXJl';
const refreshToken = '0198c7a0-9c41-7a55-8d20-4e3f2a1b0c01.1.bWFj';
const self = { ...customer, phone: examplePhones.customer };
const signedIn = { token, refreshToken, expiresIn: 900, user: self };

export const userOperations: Operations = {
  'POST /api/v1/users/register': {
    tag: 'Sign-in',
    summary: 'Create a customer’s account and sign in',
    description:
      'The role is always `User`; agents and admins are made by an admin. `CONFLICT`: the phone is registered.',
    errors: ['CONFLICT'],
    request: { name: 'Sunita Devi', phone: examplePhones.newcomer, password: examplePassword },
    answers: {
      201: {
        description: 'The account exists, and is signed in',
        example: { ...signedIn, user: { ...self, name: 'Sunita Devi', phone: examplePhones.newcomer, lastSeen: null } },
      },
    },
  },
  'POST /api/v1/users/login': {
    tag: 'Sign-in',
    summary: 'Sign in',
    description:
      'A wrong phone and a wrong password are the same `UNAUTHORIZED`. Failures are counted by account and by address; past the limit every attempt is `RATE_LIMITED` for a while.',
    errors: ['UNAUTHORIZED'],
    request: { phone: examplePhones.customer, password: examplePassword },
    answers: { 200: { description: 'Signed in', example: signedIn } },
  },
  'POST /api/v1/users/refresh': {
    tag: 'Sign-in',
    summary: 'Exchange a refresh token for a new pair',
    description:
      'A refresh token works once. Using one again that was exchanged before (other than within seconds, for an answer that got lost) ends the sign-in: whoever copied it is out, too.',
    errors: ['UNAUTHORIZED'],
    request: { refreshToken },
    answers: { 200: { description: 'A new pair; the former refresh token is spent', example: signedIn } },
  },
  'POST /api/v1/users/logout': {
    tag: 'Sign-in',
    summary: 'End this sign-in',
    description: 'Its tokens and sockets end within seconds on every node. Other devices stay signed in.',
    answers: { 204: { description: 'Signed out' } },
  },
  'GET /api/v1/users/me': {
    tag: 'Sign-in',
    summary: 'Your own profile',
    errors: ['NOT_FOUND'],
    answers: { 200: { description: 'Your profile, with your phone number', example: { data: self } } },
  },
};

const managed = {
  ...agent,
  phone: examplePhones.agent,
  isActive: true,
  activeConversations: 3,
  createdAt: '2026-05-02T06:30:00.000Z',
};
const person = { id: { example: exampleIds.agent, description: 'The person' } };

export const adminOperations: Operations = {
  'POST /api/v1/admin/users': {
    tag: 'Administration',
    summary: 'Create an account of any role',
    description: '`CONFLICT`: the phone is registered already.',
    roles: ['Admin'],
    errors: ['CONFLICT', 'NOT_FOUND'],
    request: { name: 'Vikram Rao', phone: examplePhones.newcomer, password: examplePassword, role: 'Support' },
    answers: {
      201: {
        description: 'The account exists',
        example: { data: { ...agent, name: 'Vikram Rao', isOnline: false, phone: examplePhones.newcomer } },
      },
    },
  },
  'GET /api/v1/admin/users': {
    tag: 'Administration',
    summary: 'All people, by name',
    roles: ['Admin'],
    parameters: {
      limit: { example: 50 },
      role: { example: 'Support' },
      isActive: { example: true },
      q: { example: 'asha' },
    },
    answers: {
      200: {
        description: 'A page of people',
        example: { data: [managed], pagination: { limit: 50, hasMore: false, nextCursor: null } },
      },
    },
  },
  'PATCH /api/v1/admin/users/:id': {
    tag: 'Administration',
    summary: 'Change a person',
    description:
      'A new role, a new password and `isActive: false` end every sign-in of the person; what an agent leaves goes to the others. `CONFLICT`: an admin cannot deactivate or demote itself.',
    roles: ['Admin'],
    errors: ['NOT_FOUND', 'CONFLICT'],
    parameters: person,
    request: { name: 'Asha Verma' },
    answers: { 200: { description: 'The person as it is now', example: { data: managed } } },
  },
  'POST /api/v1/admin/users/:id/force-offline': {
    tag: 'Administration',
    summary: 'End every sign-in of a person',
    description: 'All devices are disconnected within seconds; the person may sign in again.',
    roles: ['Admin'],
    errors: ['NOT_FOUND'],
    parameters: person,
    answers: { 204: { description: 'Every sign-in has ended' } },
  },
  'GET /api/v1/admin/load': {
    tag: 'Administration',
    summary: 'How the work is spread over the agents',
    roles: ['Admin'],
    answers: {
      200: {
        description: 'Every active agent with what waits for it',
        example: {
          data: {
            agents: [
              { agent, open: 2, pending: 1, unread: 4, waiting: 1, oldestWaitingAt: '2026-07-03T09:00:04.125Z' },
            ],
            unassigned: 0,
          },
        },
      },
    },
  },
  'POST /api/v1/admin/jobs/session': {
    tag: 'Administration',
    summary: 'Open the board of the workers’ jobs in a browser',
    description:
      'Sets a cookie with which this browser may look at `/api/v1/admin/jobs/`, a page for people (bull-board, not part of this reference), as long as the access token is valid.',
    roles: ['Admin'],
    answers: {
      204: {
        description: 'The cookie is set',
        headers: {
          'Set-Cookie': {
            description: 'HttpOnly, for `/api/v1/admin/jobs` alone',
            example: 'samvad_jobs=…; Path=/api/v1/admin/jobs; HttpOnly; SameSite=Strict',
          },
        },
      },
    },
  },
};
