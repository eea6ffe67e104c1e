#!/usr/bin/python3
"""A whole session with python-socketio and requests alone: signs in, joins, sends, receives, survives a lost network, a lost
token and a photo. Says what happens, and exits 0 only if all of it was seen.

    session.py [http://localhost:8080] [customer's phone] [agent's phone] [password]

Debian: apt-get install python3-socketio python3-requests python3-websocket
"""
import base64
import os
import signal
import sys
import threading
import time
import uuid

import requests
import socketio

DEFAULTS = ['http://localhost:8080', '+919800000101', '+919800000001', 'demo-pass-2468']
URL, CUSTOMER, AGENT, PASSWORD = sys.argv[1:] + DEFAULTS[len(sys.argv) - 1:]
PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
PATIENCE = 15  # seconds
EVENTS = ['message:new', 'message:sent', 'message:read', 'message:delivered', 'typing:user-typing', 'media:updated']


def rest(method, path, token=None, **more):
    headers = {'authorization': f'Bearer {token}'} if token else {}
    answer = requests.request(method, f'{URL}/api/v1{path}', headers=headers, timeout=PATIENCE, **more)
    if not answer.ok:
        raise RuntimeError(f'{method} {path}: {answer.json()["code"]} {answer.json()["message"]}')
    return answer.json()


class Device:
    """One device: keeps what a screen would show, and how far it has got."""

    def __init__(self, name, phone):
        self.name = name
        self.sign_in = rest('POST', '/users/login', json={'phone': phone, 'password': PASSWORD})
        self.good_until = 0
        self.messages = {}  # by seq: a message that comes twice, by whatever way, is one
        self.heard = []
        self.news = threading.Condition()
        # The library would come back with the token it has left with: this client connects by itself.
        self.socket = socketio.Client(reconnection=False)
        for event in EVENTS:
            self.socket.on(event, lambda payload, event=event: self.hear(event, payload))
        self.socket.on('connect_error', lambda error=None: print(f'{name}: refused, {error}'))

    def token(self):
        if time.time() > self.good_until:
            self.refresh()
        return self.sign_in['token']

    def refresh(self):
        """A refresh token works once: the new pair replaces the old one before anything else is done."""
        self.sign_in = rest('POST', '/users/refresh', json={'refreshToken': self.sign_in['refreshToken']})
        self.good_until = time.time() + self.sign_in['expiresIn'] - 30
        print(f'{self.name}: token refreshed, good for {self.sign_in["expiresIn"]} s')

    def connect(self):
        self.socket.connect(URL, auth={'token': self.token()}, transports=['websocket'], wait_timeout=PATIENCE)

    def ask(self, event, payload):
        answer = self.socket.call(event, payload, timeout=PATIENCE)
        if not answer['ok']:
            raise RuntimeError(f'{event}: {answer["error"]["code"]} {answer["error"]["message"]}')
        return answer['data']

    def hear(self, event, payload):
        with self.news:
            self.heard.append((event, payload))
            self.news.notify_all()
        if event == 'message:new':
            gap_after = self.keep(payload)
            if gap_after is not None:
                # Not on the thread that reads the socket: an answer that is waited for could not arrive.
                threading.Thread(target=self.catch_up, args=[payload['conversationId'], gap_after]).start()

    def wait_for(self, event, fits=lambda payload: True):
        def found():
            return next((payload for name, payload in self.heard if name == event and fits(payload)), None)
        with self.news:
            if not self.news.wait_for(found, PATIENCE):
                raise RuntimeError(f'{self.name}: {event} did not come')
            return found()

    def keep(self, message):
        """Says after which message others are missing before this one; None if none are."""
        with self.news:
            seq, last = message['seq'], self.last_seq()
            if seq not in self.messages:
                print(f'{self.name}: {seq} {message["sender"]["name"]}: {message["content"]}')
            self.messages[seq] = message
            self.news.notify_all()
            return last if last > 0 and seq > last + 1 else None

    def wait_until_whole(self):
        """What was lost on the way may still be coming."""
        def is_whole():
            return len(self.messages) == self.last_seq() - min(self.messages) + 1
        with self.news:
            if not self.news.wait_for(is_whole, PATIENCE):
                raise RuntimeError(f'{self.name} has a gap: {sorted(self.messages)}')

    def last_seq(self):
        return max(self.messages, default=0)

    def join(self, conversation):
        """Joins first: from then on everything comes by itself. Then fetches what came before that."""
        after = self.last_seq()
        for message in self.ask('conversation:join', {'conversationId': conversation, 'afterSeq': after})['missed']:
            self.keep(message)
        self.catch_up(conversation, after)

    def catch_up(self, conversation, after):
        news = self.ask('sync', {'conversations': {conversation: after}})['conversations'][conversation]
        for message in news['missed']:
            self.keep(message)
        if news['hasMore']:
            self.catch_up(conversation, news['missed'][-1]['seq'])

    def send(self, conversation, content, **more):
        """The same clientMessageId however often it is tried: the server stores it once."""
        message = {'conversationId': conversation, 'messageType': 'text', 'content': content}
        return self.ask('message:send', {'clientMessageId': str(uuid.uuid4()), **message, **more})


def give_up(*error):
    """Ends the process, however many connections are open."""
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(1)


sys.excepthook = give_up
threading.excepthook = lambda failed: give_up(failed.exc_type, failed.exc_value, failed.exc_traceback)
signal.alarm(60)  # the same, without a word
phone, desk = Device('phone', CUSTOMER), Device('desk', AGENT)
phone.connect()
desk.connect()
chat = rest('POST', '/chat/conversations', phone.token(), json={})['data']['_id']
for device in phone, desk:
    for message in rest('GET', f'/chat/messages/{chat}?limit=20', device.token())['data']:
        device.keep(message)
    device.join(chat)
    print(f'{device.name}: joined, and has everything up to {device.last_seq()}')

phone.ask('typing:start', {'conversationId': chat})
print('desk:', desk.wait_for('typing:user-typing')['userName'], 'is typing')

asked = phone.send(chat, 'My wheat has yellow stripes')
desk.wait_for('message:new', lambda one: one['seq'] == asked['seq'])
desk.ask('message:delivered', {'conversationId': chat, 'seq': asked['seq']})
phone.wait_for('message:delivered', lambda one: one['upToSeq'] >= asked['seq'])
desk.ask('message:read', {'conversationId': chat, 'messageId': asked['_id']})
phone.wait_for('message:read', lambda one: one['upToSeq'] >= asked['seq'])
print('phone: delivered and read')
twin = phone.send(chat, asked['content'], clientMessageId=asked['clientMessageId'])
assert twin['_id'] == asked['_id'], 'a retry became a second message'

phone.socket.disconnect()
print('phone: no network')
missed = [desk.send(chat, text)['seq'] for text in ('Since when?', 'Send me a photo', 'Of one leaf')]
phone.connect()
phone.join(chat)
assert set(missed) <= set(phone.messages), 'something was missed'
print('phone: back, nothing is missing')

phone.refresh()
print('phone: the living connection has', phone.ask('auth:refresh', {'token': phone.token()})['expiresIn'], 's more')

photo = {'file': ('leaf.png', base64.b64decode(PIXEL), 'image/png')}
media = rest('POST', '/chat/media', phone.token(), data={'type': 'image'}, files=photo)['data'][0]
phone.send(chat, 'This leaf', messageType='image', mediaId=media['_id'])
shown = desk.wait_for('message:new', lambda one: (one['mediaId'] or {}).get('_id') == media['_id'])['mediaId']
if shown['status'] == 'processing':
    shown = desk.wait_for('media:updated', lambda one: one['_id'] == media['_id'])
assert requests.get(shown['url'], timeout=PATIENCE).ok, 'the photo cannot be shown'
print('desk: the photo is there')

desk.wait_until_whole()
for device in phone, desk:
    device.socket.disconnect()
print('everything was seen')
