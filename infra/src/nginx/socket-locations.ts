/** `/socket.io/`: a session's requests to its node, new ones to the node with the fewest connections. */
export function socketLocations(): string {
  const common = `      proxy_buffering off;
      # engine.io pings every 25 s; only a node that hangs is silent for longer. Websockets live by the same rule.
      proxy_read_timeout 90s;
      proxy_send_timeout 90s;
      # A node that is about to end begins no sessions; a handshake is a GET, which another node can answer as well.
      proxy_next_upstream error timeout http_503;
      # Such as have the fewest connections, which is why they are asked first; as many as there are.
      proxy_next_upstream_tries 0;`;
  return `    location /socket.io/ {
      proxy_pass http://$socket_upstream;
${common}
      # The session's node is dead. Any other answers that it does not know the session, upon which clients reconnect.
      error_page 502 504 = @any_socket_node;
    }

    location @any_socket_node {
      internal;
      proxy_pass http://socket;
${common}
    }
`;
}
