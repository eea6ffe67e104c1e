// A complete chat service for Flutter against Samvad's wire contract. See README.md beside it.
// Not compiled where it was written: there is no Flutter there. Take it as a very detailed description.
//
// pubspec.yaml: socket_io_client ^3.1.4, http ^1.2.0, sqflite ^2.4.0, uuid ^4.5.0, flutter_secure_storage ^9.2.0,
//               firebase_messaging ^15.0.0 (for pushes)

import 'dart:async';
import 'dart:convert';

import 'package:flutter/widgets.dart';
import 'package:flutter_secure_storage/flutter_secure_storage.dart';
import 'package:http/http.dart' as http;
import 'package:socket_io_client/socket_io_client.dart' as io;
import 'package:sqflite/sqflite.dart';
import 'package:uuid/uuid.dart';

typedef Json = Map<String, dynamic>;

/// The same statements as in README.md.
const schema = [
  '''create table conversations (
    id text primary key, json text not null,
    unbroken_seq integer not null default 0,
    others integer not null default 0, read_count integer not null default 0)''',
  '''create table messages (
    conversation_id text not null, seq integer not null, client_message_id text, json text not null,
    primary key (conversation_id, seq))''',
  '''create table outbox (
    position integer primary key autoincrement, client_message_id text not null unique, conversation_id text not null,
    message_type text not null, content text, media_id text, file_path text,
    state text not null default 'queued', error_code text)''',
];

/// What the server refused, or `NETWORK` when nothing is known.
class ChatException implements Exception {
  ChatException(this.code, this.message, {this.retryAfter});
  final String code;
  final String message;
  final int? retryAfter;

  /// The same may succeed later, unchanged: an outbox keeps it, and sends it again under the same clientMessageId.
  bool get isTemporary => const {
        'NETWORK', 'RATE_LIMITED', 'QUOTA_EXCEEDED', 'OVERLOADED', 'UNAVAILABLE', 'INTERNAL', 'INSUFFICIENT_STORAGE',
        'BAD_GATEWAY', 'GATEWAY_TIMEOUT', // said by a proxy in between
      }.contains(code);

  @override
  String toString() => '$code: $message';
}

/// The pair of tokens, kept where no other app reads it. Refreshed once for however many need it.
class Session {
  Session(this.url);
  final String url;
  final _storage = const FlutterSecureStorage();
  Json? _signIn;
  DateTime _goodUntil = DateTime.fromMillisecondsSinceEpoch(0);
  Future<void>? _refreshing;

  Json? get user => _signIn?['user'] as Json?;
  DateTime get goodUntil => _goodUntil;

  Future<bool> restore() async {
    final kept = await _storage.read(key: 'samvad');
    // When it was kept is not known: the first token is a fresh one.
    if (kept != null) _signIn = jsonDecode(kept) as Json;
    return kept != null;
  }

  Future<void> logIn(String phone, String password) async =>
      _keep(await request('POST', '/users/login', body: {'phone': phone, 'password': password}));

  Future<void> logOut() async {
    try {
      await request('POST', '/users/logout', token: await token());
    } on ChatException {
      // Without a network the sign-in ends here at least.
    }
    await forget();
  }

  Future<void> forget() async {
    _signIn = null;
    await _storage.delete(key: 'samvad');
  }

  /// An access token with half a minute left. Throws UNAUTHORIZED when the sign-in has ended.
  Future<String> token() async {
    if (_signIn == null) throw ChatException('UNAUTHORIZED', 'Sign in to continue');
    if (DateTime.now().isAfter(_goodUntil.subtract(const Duration(seconds: 30)))) await refresh();
    return _signIn!['token'] as String;
  }

  /// A refresh token works once, so two refreshes at a time would end the sign-in. An answer that was lost is asked for again
  /// at once: for some seconds the server repeats it.
  Future<void> refresh() => _refreshing ??= _refresh().whenComplete(() => _refreshing = null);

  /// Less than the seconds for which the server repeats an answer (5), so that the second attempt still gets it.
  static const _refreshPatience = Duration(seconds: 4);

  Future<void> _refresh() async {
    final before = _signIn;
    if (before == null) throw ChatException('UNAUTHORIZED', 'Sign in to continue');
    final pair = await _newPair({'refreshToken': before['refreshToken']}, () => _signIn == before);
    if (_signIn != before) throw ChatException('UNAUTHORIZED', 'Signed out in the meantime');
    await _keep(pair);
  }

  Future<Json> _newPair(Json body, bool Function() isStillSignedIn) async {
    for (var attempt = 1;; attempt++) {
      try {
        return await request('POST', '/users/refresh', body: body, within: _refreshPatience);
      } on ChatException catch (error) {
        if (error.code == 'UNAUTHORIZED' && isStillSignedIn()) await forget();
        // The outcome is unknown, and the token perhaps used.
        final isUnknown = const {'NETWORK', 'BAD_GATEWAY', 'GATEWAY_TIMEOUT'}.contains(error.code);
        if (!isUnknown || attempt == 2) rethrow;
      }
    }
  }

  /// Kept before it is used: an app that dies in between must not come back with a used refresh token.
  Future<void> _keep(Json signIn) async {
    await _storage.write(key: 'samvad', value: jsonEncode(signIn));
    _signIn = signIn;
    _goodUntil = DateTime.now().add(Duration(seconds: signIn['expiresIn'] as int));
  }

  /// With the access token. One that the server does not take (its time is not this phone's) is refreshed, once.
  Future<Json> authorized(String method, String path, {Json? body}) =>
      withToken((token) => request(method, path, token: token, body: body));

  Future<T> withToken<T>(Future<T> Function(String token) ask) async {
    final first = await token();
    try {
      return await ask(first);
    } on ChatException catch (error) {
      if (!const {'TOKEN_EXPIRED', 'UNAUTHORIZED'}.contains(error.code)) rethrow;
    }
    // Another one may have refreshed it meanwhile.
    if (_signIn?['token'] == first) await refresh();
    return ask(await token());
  }

  Future<Json> request(String method, String path,
      {String? token, Json? body, Duration within = const Duration(seconds: 15)}) async {
    final call = http.Request(method, Uri.parse('$url/api/v1$path'));
    if (token != null) call.headers['authorization'] = 'Bearer $token';
    if (body != null) {
      call.headers['content-type'] = 'application/json';
      call.body = jsonEncode(body);
    }
    return answerOf(() => call.send(), within);
  }

  /// What came back, as JSON. A proxy's page in between, or nothing, is NETWORK: the outcome is unknown.
  static Future<Json> answerOf(Future<http.StreamedResponse> Function() send, Duration within) async {
    try {
      final response = await send().then(http.Response.fromStream).timeout(within);
      if (response.statusCode == 204) return {};
      final body = jsonDecode(utf8.decode(response.bodyBytes)) as Json;
      if (response.statusCode < 400) return body;
      throw ChatException(body['code'] as String, body['message'] as String,
          retryAfter: int.tryParse(response.headers['retry-after'] ?? ''));
    } on ChatException {
      rethrow;
    } catch (error) {
      throw ChatException('NETWORK', '$error');
    }
  }
}

/// The conversation list, messages and outbox of one person, kept in SQLite and brought up to date over one socket.
class ChatService with WidgetsBindingObserver {
  ChatService(this.session, this._db);
  final Session session;
  final Database _db;
  io.Socket? _socket;
  Timer? _refreshTimer, _retryTimer, _sleepTimer, _flushTimer;
  String? _openConversation;
  int _refusals = 0;
  bool _flushing = false, _flushAgain = false, _awake = true;
  final _syncing = <String>{};
  final _changes = StreamController<String>.broadcast();

  /// What was under way when the service was stopped may still come to its end.
  void _changed(String what) {
    if (!_changes.isClosed) _changes.add(what);
  }

  /// Names a conversation in which something has changed: read it again from the database.
  Stream<String> get changes => _changes.stream;
  bool get isOnline => _socket?.connected ?? false;

  /// One file for each person: what waits in an outbox is sent as whoever is signed in.
  static Future<Database> openStore(Session session) => openDatabase('samvad-${session.user!['id']}.db', version: 1,
      onCreate: (db, _) async => Future.forEach(schema, (String statement) => db.execute(statement)));

  void start() {
    WidgetsBinding.instance.addObserver(this);
    _awake = true;
    _open();
  }

  Future<void> stop() async {
    WidgetsBinding.instance.removeObserver(this);
    _sleep();
    _sleepTimer?.cancel();
    _flushTimer?.cancel();
    await _changes.close();
  }

  // ---------------------------------------------------------------------------------------------- connecting

  /// One socket, made anew after each sleep: `enableForceNew`, since the library otherwise hands out the former manager with
  /// its former state. `dispose` before that, or two connections of one phone stay beside each other.
  void _open() {
    if (_socket != null || session.user == null) return;
    final socket = io.io(
        session.url,
        io.OptionBuilder()
            .setTransports(['websocket']) // what the library supports outside a browser
            .enableForceNew()
            .disableAutoConnect() // listeners first
            .setReconnectionDelay(500)
            .setReconnectionDelayMax(30000)
            .setRandomizationFactor(0.5)
            // Asked for at every attempt, reconnects included. The server waits 10 s for the answer.
            .setAuthFn((send) => session.token().then((token) => send({'token': token}), onError: _noToken))
            .build());
    _socket = socket;
    socket.onConnect((_) => _connected());
    // The server's refusal: a `connect_error` since 3.1.4, an `error` before. Twice is once: one refresh serves both.
    socket.onConnectError(_refused);
    socket.onError(_refused);
    socket.onDisconnect((reason) {
      // The library comes back by itself from everything but this: the server has ended it on purpose.
      if (reason == 'io server disconnect') _connectAgain(const Duration(seconds: 1));
    });
    _listen(socket);
    // Before the connection rather than during it: a refresh over a poor network takes its time.
    // In braces: `then` would otherwise want a socket of `_noToken` too.
    session.token().then((_) {
      socket.connect();
    }, onError: _noToken);
  }

  void _noToken(Object error) {
    // No network: the next attempt asks again. No sign-in: there is nothing to come back for.
    if (error is ChatException && error.isTemporary) {
      _connectAgain(const Duration(seconds: 5));
    } else {
      _sleep();
      _changed('signed-out');
    }
  }

  /// `error` is `{ message, data: { code, retryAfter? } }` from the server, or anything at all from the network.
  void _refused(dynamic error) {
    final data = error is Map ? error['data'] : null;
    final code = data is Map ? data['code'] : null;
    switch (code) {
      case 'TOKEN_EXPIRED':
      case 'UNAUTHORIZED':
        // Perhaps this token only. If the sign-in has ended, the refresh says so.
        _refusals += 1;
        final wait = Duration(seconds: _refusals > 1 ? 10 : 0);
        session.refresh().then((_) => _connectAgain(wait), onError: _noToken);
      case 'OVERLOADED':
        _connectAgain(Duration(seconds: (data['retryAfter'] as int?) ?? 5));
      default: // the network: the library tries again
    }
  }

  /// After a refusal the library does not come back by itself.
  void _connectAgain(Duration wait) {
    _retryTimer?.cancel();
    _retryTimer = Timer(wait, () {
      if (_awake && !isOnline) _socket?.connect();
    });
  }

  Future<void> _connected() async {
    _refusals = 0;
    _renewInBand();
    try {
      // Join before sync: from here on the open conversation brings everything by itself, and what came before that is fetched.
      if (_openConversation case final id?) await _join(id);
      await _syncAll();
      await refreshList();
    } on ChatException {
      // The connection went again: the next one does the same.
    }
    unawaited(flushOutbox());
  }

  /// The living connection learns of the new token, and goes on. A minute early, for a slow network.
  void _renewInBand() {
    _refreshTimer?.cancel();
    final left = session.goodUntil.difference(DateTime.now()) - const Duration(minutes: 1);
    _refreshTimer = Timer(left.isNegative ? const Duration(seconds: 5) : left, () async {
      try {
        await session.refresh();
        await _ask('auth:refresh', {'token': await session.token()});
        _renewInBand();
      } on ChatException catch (error) {
        if (error.isTemporary) _refreshTimer = Timer(const Duration(seconds: 10), _renewInBand);
      }
    });
  }

  /// An event and its acknowledgement. The payload is a map, never a list: the library would spread a list into arguments.
  /// With a timer of our own, as the library's own time limits have changed between releases. Not connected is NETWORK at once:
  /// the library would keep the event and send it whenever it is back.
  Future<Json> _ask(String event, Json payload) async {
    final socket = _socket;
    if (socket == null || !socket.connected) throw ChatException('NETWORK', 'not connected');
    final answered = Completer<dynamic>();
    socket.emitWithAck(event, payload, ack: (answer) {
      if (!answered.isCompleted) answered.complete(answer);
    });
    final answer = await answered.future
        .timeout(const Duration(seconds: 8), onTimeout: () => throw ChatException('NETWORK', '$event was not answered')) as Map;
    if (answer['ok'] == true) return Json.from(answer['data'] as Map);
    final error = answer['error'] as Map;
    throw ChatException(error['code'] as String, error['message'] as String);
  }

  // ---------------------------------------------------------------------------------------------- what comes

  void _listen(io.Socket socket) {
    void on(String event, FutureOr<void> Function(Json payload) heard) =>
        socket.on(event, (payload) => heard(Json.from(payload as Map)));
    on('message:new', _received);
    on('message:sent', _received); // also from the person's other devices
    on('notification:new-message', (told) async {
      await _received(Json.from(told['message'] as Map));
      await _count(told['conversationId'] as String, told);
    });
    on('unread:update', (told) => _count(told['conversationId'] as String, told));
    on('message:read', (told) => _receipt(told, 'isRead', 'readAt'));
    on('message:delivered', (told) => _receipt(told, 'isDelivered', 'deliveredAt'));
    on('conversation:updated', (conversation) => _keepConversation(conversation));
    on('media:updated', _mediaUpdated);
    on('auth:expired', (_) {
      // The end follows. A new token, and back; if the sign-in has ended, the refresh says so.
      session.refresh().then((_) => _connectAgain(const Duration(seconds: 1)), onError: _noToken);
    });
    // Presence and typing are shown and forgotten: user:online, user:offline, typing:user-typing, typing:user-stopped.
  }

  /// Stores a message wherever it came from. (conversation, seq) is its identity: twice is once.
  Future<void> _received(Json message) async {
    final id = message['conversationId'] as String;
    final seq = message['seq'] as int;
    await _db.transaction((txn) async {
      await txn.insert('messages', {
        'conversation_id': id, 'seq': seq, 'client_message_id': message['clientMessageId'], 'json': jsonEncode(message),
      }, conflictAlgorithm: ConflictAlgorithm.replace);
      // Stored by the server, whether or not the acknowledgement has arrived: no longer to be sent.
      if (message['senderId'] == session.user?['id'] && message['clientMessageId'] != null) {
        await txn.delete('outbox', where: 'client_message_id = ?', whereArgs: [message['clientMessageId']]);
      }
      await _advanceUnbroken(txn, id);
    });
    _changed(id);
    final unbroken = await _unbroken(id);
    if (unbroken == null) {
      unawaited(_learnOf(id));
    } else if (seq > unbroken) {
      unawaited(_sync(id)); // a gap
    }
    if (message['senderId'] != session.user?['id']) _delivered(id);
  }

  /// Raises `unbroken_seq` as far as there is no gap. What a client resumes from is never simply the greatest seq it has.
  Future<void> _advanceUnbroken(DatabaseExecutor db, String id) => db.rawUpdate('''
      update conversations set unbroken_seq = (
        with recursive run(seq) as (
          select unbroken_seq from conversations where id = ?1
          union all
          select run.seq + 1 from run join messages m on m.conversation_id = ?1 and m.seq = run.seq + 1)
        select max(seq) from run) where id = ?1''', [id]);

  /// Null for a conversation that is new here.
  Future<int?> _unbroken(String id) async {
    final rows = await _db.query('conversations', columns: ['unbroken_seq'], where: 'id = ?', whereArgs: [id]);
    return rows.firstOrNull?['unbroken_seq'] as int?;
  }

  final _learning = <String>{};

  Future<void> _learnOf(String id) async {
    if (!_learning.add(id)) return; // a page of its history asks once, not fifty times
    try {
      final answer = await session.authorized('GET', '/chat/conversations/$id');
      await _keepConversation(Json.from(answer['data'] as Map));
    } on ChatException {
      // The next list brings it.
    } finally {
      _learning.remove(id);
    }
  }

  final _deliveredTimers = <String, Timer>{};

  /// One receipt for a burst, and only up to what is here without a gap.
  void _delivered(String id) {
    _deliveredTimers[id] ??= Timer(const Duration(milliseconds: 250), () async {
      _deliveredTimers.remove(id);
      try {
        final seq = await _unbroken(id);
        if (seq != null) await _ask('message:delivered', {'conversationId': id, 'seq': seq});
      } on ChatException {
        // The next one covers it.
      }
    });
  }

  /// Counts overtake each other. Both parts only rise, so the greater of each is the newer.
  Future<void> _count(String id, Json told) async {
    final read = told['readCount'] as int;
    final others = (told['unreadCount'] as int) + read;
    await _db.rawUpdate('update conversations set others = max(others, ?), read_count = max(read_count, ?) where id = ?',
        [others, read, id]);
    _changed(id); // unread = others - read_count
  }

  /// Everything of the other side's reader up to `upToSeq`: only messages that he did not write himself.
  Future<void> _receipt(Json told, String flag, String at) async {
    final id = told['conversationId'] as String;
    final rows = await _db.query('messages', where: 'conversation_id = ? and seq <= ?', whereArgs: [id, told['upToSeq']],
        orderBy: 'seq desc', limit: 200);
    for (final row in rows) {
      final message = jsonDecode(row['json'] as String) as Json;
      if (message['senderId'] == told['userId'] || message[flag] == true) continue;
      // Who reads has received.
      final changed = {...message, flag: true, at: told[at], if (flag == 'isRead') 'isDelivered': true};
      await _db.update('messages', {'json': jsonEncode(changed)},
          where: 'conversation_id = ? and seq = ?', whereArgs: [id, row['seq']]);
    }
    _changed(id);
  }

  Future<void> _mediaUpdated(Json media) async {
    final rows = await _db.query('messages', where: 'json like ?', whereArgs: ['%"${media['_id']}"%']);
    for (final row in rows) {
      final message = jsonDecode(row['json'] as String) as Json..['mediaId'] = media;
      await _db.update('messages', {'json': jsonEncode(message)},
          where: 'conversation_id = ? and seq = ?', whereArgs: [row['conversation_id'], row['seq']]);
      _changed(row['conversation_id'] as String);
    }
  }

  // ---------------------------------------------------------------------------------------------- catching up

  Future<void> _join(String id) async {
    final afterSeq = await _unbroken(id);
    final joined = await _ask('conversation:join', {'conversationId': id, if (afterSeq != null) 'afterSeq': afterSeq});
    for (final message in joined['missed'] as List) await _received(Json.from(message as Map));
    if (joined['hasMore'] == true) await _sync(id);
  }

  /// One conversation, page by page, until nothing is missing.
  Future<void> _sync(String id) async {
    if (!_syncing.add(id)) return;
    try {
      for (var more = true; more;) {
        final from = await _unbroken(id) ?? 0;
        final answer = await _ask('sync', {'conversations': {id: from}});
        final news = (answer['conversations'] as Map)[id] as Map?;
        if (news == null) break; // not this person's any more
        for (final message in news['missed'] as List) await _received(Json.from(message as Map));
        // Without progress it would never end.
        more = news['hasMore'] == true && (await _unbroken(id) ?? 0) > from;
      }
    } on ChatException {
      // The next connection does it.
    } finally {
      _syncing.remove(id);
    }
  }

  /// All of them at once, after a reconnect: one question instead of one for each.
  Future<void> _syncAll() async {
    final rows = await _db.query('conversations', columns: ['id', 'unbroken_seq'], limit: 500);
    if (rows.isEmpty) return;
    final known = {for (final row in rows) row['id'] as String: row['unbroken_seq'] as int};
    final answer = await _ask('sync', {'conversations': known});
    for (final MapEntry(:key, :value) in (answer['conversations'] as Map).entries) {
      for (final message in value['missed'] as List) await _received(Json.from(message as Map));
      if (value['hasMore'] == true) await _sync(key as String);
    }
  }

  /// The list, with the counts. Also what the first start begins with.
  Future<void> refreshList() async {
    final answer = await session.authorized('GET', '/chat/conversations?limit=100');
    for (final conversation in answer['data'] as List) await _keepConversation(Json.from(conversation as Map));
  }

  Future<void> _keepConversation(Json conversation) async {
    final id = conversation['_id'] as String;
    // A conversation that is new here begins at its head: what is older is paged back to, not caught up with.
    // In two statements: the SQLite of Android up to 10 knows no `on conflict … do update`.
    await _db.rawInsert('insert or ignore into conversations (id, json, unbroken_seq) values (?, ?, ?)',
        [id, jsonEncode(conversation), conversation['lastSeq']]);
    await _db.rawUpdate('update conversations set json = ? where id = ?', [jsonEncode(conversation), id]);
    await _count(id, conversation);
  }

  // ---------------------------------------------------------------------------------------------- what a screen does

  /// Shows what is here at once, then the latest 50, then everything as it comes.
  Future<void> openConversation(String id) async {
    _openConversation = id;
    final page = await session.authorized('GET', '/chat/messages/$id?limit=50');
    for (final message in page['data'] as List) await _received(Json.from(message as Map));
    if (isOnline) await _join(id);
  }

  Future<void> closeConversation(String id) async {
    if (_openConversation == id) _openConversation = null;
    if (isOnline) await _ask('conversation:leave', {'conversationId': id});
  }

  /// Up to what the person has before the eyes, not "all": something may have come that is not on the screen yet.
  Future<void> markRead(String id, String messageId) async {
    final read = await _ask('message:read', {'conversationId': id, 'messageId': messageId});
    await _count(id, read);
  }

  void typing(String id) => _socket?.emit('typing:start', {'conversationId': id});

  // ---------------------------------------------------------------------------------------------- the outbox

  /// On the screen at once, on the disk before anything is sent, and with an id that stays the same for every attempt.
  Future<void> send(String conversationId, {String type = 'text', String? content, String? filePath}) async {
    await _db.insert('outbox', {
      'client_message_id': const Uuid().v4(), 'conversation_id': conversationId, 'message_type': type,
      'content': content, 'file_path': filePath,
    });
    _changed(conversationId);
    unawaited(flushOutbox());
  }

  /// In order, one after the other. What may pass is kept; what the server has refused waits for the person.
  Future<void> flushOutbox() async {
    _flushAgain = true;
    if (_flushing || session.user == null) return;
    _flushing = true;
    try {
      while (_flushAgain) {
        _flushAgain = false;
        for (final row in await _db.query('outbox', where: "state = 'queued'", orderBy: 'position')) {
          await _sendOne(row);
        }
      }
    } on ChatException catch (error) {
      // NETWORK and its kind: unknown, and settled by the same id the next time.
      _flushTimer?.cancel();
      _flushTimer = Timer(Duration(seconds: error.retryAfter ?? 5), flushOutbox);
    } finally {
      _flushing = false;
    }
  }

  Future<void> _sendOne(Map<String, Object?> row) async {
    final clientMessageId = row['client_message_id'] as String;
    Future<void> mark(Map<String, Object?> change) =>
        _db.update('outbox', change, where: 'client_message_id = ?', whereArgs: [clientMessageId]);
    try {
      var mediaId = row['media_id'] as String?;
      if (mediaId == null && row['file_path'] != null) {
        mediaId = await _upload(row['file_path'] as String, row['message_type'] as String);
        await mark({'media_id': mediaId}); // never uploaded twice for a text that did not go through
      }
      final message = {
        'messageType': row['message_type'], 'content': row['content'], 'mediaId': mediaId,
        'clientMessageId': clientMessageId,
      };
      final id = row['conversation_id'] as String;
      // By whichever door is open: the id makes it one message.
      final stored = isOnline
          ? await _ask('message:send', {'conversationId': id, ...message})
          : (await session.authorized('POST', '/chat/messages/$id', body: message))['data'] as Json;
      await _received(stored); // which takes it out of the outbox
    } on ChatException catch (error) {
      // Without a sign-in it waits for the next one of the same person.
      if (error.isTemporary || const {'TOKEN_EXPIRED', 'UNAUTHORIZED'}.contains(error.code)) rethrow;
      await mark({'state': 'failed', 'error_code': error.code});
      _changed(row['conversation_id'] as String);
    }
  }

  /// In one request. More than a megabyte or two is better sent in pieces, by tus, under /chat/media/resumable.
  Future<String> _upload(String path, String type) async {
    final answer = await session.withToken((token) async {
      // Made anew for each attempt: a request can be sent once.
      final form = http.MultipartRequest('POST', Uri.parse('${session.url}/api/v1/chat/media'))
        ..headers['authorization'] = 'Bearer $token'
        ..fields['type'] = type
        ..files.add(await http.MultipartFile.fromPath('file', path));
      return Session.answerOf(() => form.send(), const Duration(minutes: 5));
    });
    return ((answer['data'] as List).first as Map)['_id'] as String;
  }

  // ---------------------------------------------------------------------------------------------- background and resume

  @override
  void didChangeAppLifecycleState(AppLifecycleState state) {
    switch (state) {
      case AppLifecycleState.resumed:
        _sleepTimer?.cancel();
        _awake = true;
        // A socket that has slept along with the phone may look connected and be dead: a question tells.
        if (isOnline) {
          _syncAll().onError((_, __) {
            _dispose();
            _open();
          });
        } else {
          _dispose();
          _open();
        }
      case AppLifecycleState.paused:
        // A glance at another app is no reason to go. After that, offline in good order: pushes come from now on.
        _sleepTimer?.cancel();
        _sleepTimer = Timer(const Duration(seconds: 10), _sleep);
      case AppLifecycleState.detached:
        _sleep();
      case AppLifecycleState.inactive:
      case AppLifecycleState.hidden:
        break;
    }
  }

  void _sleep() {
    _awake = false;
    _dispose();
  }

  void _dispose() {
    _refreshTimer?.cancel();
    _retryTimer?.cancel();
    _socket?.dispose(); // disconnects, and takes the listeners away
    _socket = null;
  }

  // ---------------------------------------------------------------------------------------------- pushes

  /// With `FirebaseMessaging.instance.getToken()`, after each sign-in and from `onTokenRefresh`. It ends with the sign-in.
  Future<void> registerDevice(String fcmToken, String locale) => session.authorized('POST', '/push/devices',
      body: {'platform': 'fcm', 'token': fcmToken, 'locale': locale});

  /// Before the logout, while there is still a token to say it with.
  Future<void> removeDevice(String fcmToken) =>
      session.authorized('DELETE', '/push/devices', body: {'token': fcmToken});
}
