/* Send and receive the audio of many calls through one socket, cheaply, and measure what became of it.
 *
 * Every leg is a port of the engine: we send to it 50 packets a second, and know by it who sends to us. A packet's
 * payload says for which leg it was made, its place in the row and when it was sent, so that loss and delay are
 * measured from end to end, whatever the engine does with the headers. Legs are spread over twenty slots of a
 * millisecond; one sendmmsg each. The kernel says when a packet came.
 *
 * Commands on the standard input: `leg PORT` (send to it from now on), `clear` (forget all legs), `mark` (measure from
 * here on), `tell` (print what was measured). Usage: rtpload PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 20, MOST_LEGS = 4096, BATCH = 256, HEADER = 12, PAYLOAD = 160, PACKET = HEADER + PAYLOAD,
       BUCKETS = 2000, BUCKET_US = 100, LATE_US = 60000, WORST = 1000000 };

struct leg {
    uint16_t port;
    uint16_t rtp_sequence;
    uint32_t rtp_time;
    uint32_t index;                 /* of the next packet to it */
    /* what came from it since the mark */
    uint32_t first, last, received, late;
    int64_t transit;                /* of the last packet, in microseconds; -1: none yet */
    double jitter;                  /* RFC 3550, in microseconds */
};

struct made {                       /* what a payload begins with */
    uint32_t magic, index;
    uint64_t sent_ns;
    uint16_t port;
} __attribute__((packed));

static struct leg legs[MOST_LEGS];
static struct leg *by_port[65536];
static int count;
static uint64_t transits[BUCKETS + 1], strangers;
static int64_t worst_lag_us;
static const uint32_t MAGIC = 0x7467646d;

static uint64_t now_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void mark(void) {
    for (int i = 0; i < count; i++) {
        struct leg *leg = &legs[i];
        leg->received = leg->late = leg->first = leg->last = 0;
        leg->transit = -1;
        leg->jitter = 0;
    }
    memset(transits, 0, sizeof transits);
    strangers = 0;
    worst_lag_us = 0;
}

static void add_leg(int port) {
    if (port <= 0 || port > 65535 || by_port[port] != NULL || count == MOST_LEGS)
        return;
    struct leg *leg = &legs[count++];
    memset(leg, 0, sizeof *leg);
    leg->port = (uint16_t)port;
    leg->rtp_sequence = (uint16_t)rand();
    leg->rtp_time = (uint32_t)rand();
    leg->transit = -1;
    by_port[port] = leg;
}

static void clear(void) {
    memset(by_port, 0, sizeof by_port);
    count = 0;
    mark();
}

static double percentile(double share) {
    uint64_t all = 0, passed = 0;
    for (int i = 0; i <= BUCKETS; i++)
        all += transits[i];
    for (int i = 0; i <= BUCKETS; i++)
        if ((passed += transits[i]) >= share * (double)all)
            return i * BUCKET_US / 1000.0;
    return 0;
}

static void tell(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"cpu\": %.3f, \"lag_ms\": %.3f, \"delay_p50_ms\": %.1f, \"delay_p99_ms\": %.1f, \"delay_p999_ms\": %.1f, "
           "\"strangers\": %llu, \"legs\": [",
           (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
               + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
           (double)worst_lag_us / 1000.0, percentile(0.5), percentile(0.99), percentile(0.999),
           (unsigned long long)strangers);
    for (int i = 0; i < count; i++) {
        struct leg *leg = &legs[i];
        printf("%s[%u, %u, %u, %.3f]", i ? ", " : "", leg->received,
               leg->received ? leg->last - leg->first + 1 - leg->received : 0, leg->late, leg->jitter / 1000.0);
    }
    printf("]}\n");
    fflush(stdout);
}

static void obey(char *line) {
    if (strncmp(line, "leg ", 4) == 0)
        add_leg(atoi(line + 4));
    else if (strcmp(line, "clear") == 0)
        clear();
    else if (strcmp(line, "mark") == 0)
        mark();
    else if (strcmp(line, "tell") == 0)
        tell();
}

/* Read commands without waiting; 0 once there will be no more. */
static int hear(void) {
    static char text[65536];
    static size_t length;
    ssize_t got = read(STDIN_FILENO, text + length, sizeof text - length - 1);
    if (got == 0)
        return 0;
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    length += (size_t)got;
    text[length] = 0;
    char *begin = text, *end;
    while ((end = strchr(begin, '\n')) != NULL) {
        *end = 0;
        obey(begin);
        begin = end + 1;
    }
    length -= (size_t)(begin - text);
    memmove(text, begin, length);
    return 1;
}

static void send_slot(int wire, int slot) {
    static unsigned char packets[BATCH][PACKET];
    static struct sockaddr_in to[BATCH];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    for (int first = slot; first < count;) {
        int n = 0;
        for (; first < count && n < BATCH; first += SLOTS, n++) {
            struct leg *leg = &legs[first];
            unsigned char *p = packets[n];
            uint16_t sequence = htons(leg->rtp_sequence++);
            uint32_t stamp = htonl(leg->rtp_time), source = htonl(0x10000u + leg->port);
            leg->rtp_time += PAYLOAD;
            p[0] = 0x80;
            p[1] = 0;               /* PCMU */
            memcpy(p + 2, &sequence, 2);
            memcpy(p + 4, &stamp, 4);
            memcpy(p + 8, &source, 4);
            memset(p + HEADER, 0xd5, PAYLOAD);
            struct made made = {MAGIC, leg->index++, now_ns(CLOCK_REALTIME), leg->port};
            memcpy(p + HEADER, &made, sizeof made);
            to[n] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(leg->port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
            parts[n] = (struct iovec){p, PACKET};
            messages[n].msg_hdr = (struct msghdr){.msg_name = &to[n], .msg_namelen = sizeof to[n],
                                                  .msg_iov = &parts[n], .msg_iovlen = 1};
        }
        for (int done = 0; done < n;) {
            int sent = sendmmsg(wire, messages + done, (unsigned)(n - done), 0);
            done += sent > 0 ? sent : 1;
        }
    }
}

static uint64_t came_ns(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
        }
    return now_ns(CLOCK_REALTIME);
}

static void note(int port, const unsigned char *packet, unsigned length, uint64_t came) {
    struct leg *leg = by_port[port];
    struct made made;
    if (leg == NULL || length < HEADER + sizeof made) {
        strangers++;
        return;
    }
    memcpy(&made, packet + HEADER, sizeof made);
    if (made.magic != MAGIC) {
        strangers++;
        return;
    }
    int64_t transit = ((int64_t)came - (int64_t)made.sent_ns) / 1000;
    if (transit < 0)
        transit = 0;
    if (leg->received++ == 0)
        leg->first = leg->last = made.index;
    if (made.index > leg->last)
        leg->last = made.index;
    if (leg->transit >= 0) {
        int64_t difference = transit > leg->transit ? transit - leg->transit : leg->transit - transit;
        leg->jitter += ((double)difference - leg->jitter) / 16;
    }
    leg->transit = transit;
    leg->late += transit > LATE_US;
    transits[transit / BUCKET_US < BUCKETS ? transit / BUCKET_US : BUCKETS]++;
}

static void receive_all(int wire) {
    static unsigned char packets[BATCH][PACKET + 64];
    static char controls[BATCH][128];
    static struct sockaddr_in from[BATCH];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    int got;
    do {
        for (int i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){packets[i], sizeof packets[i]};
            messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i],
                                                  .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i],
                                                  .msg_controllen = sizeof controls[i]};
        }
        got = recvmmsg(wire, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < got; i++)
            note(ntohs(from[i].sin_port), packets[i], messages[i].msg_len, came_ns(&messages[i].msg_hdr));
    } while (got == BATCH);
}

static int open_wire(int port) {
    int wire = socket(AF_INET, SOCK_DGRAM, 0), large = 16 << 20, yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (setsockopt(wire, SOL_SOCKET, SO_RCVBUFFORCE, &large, sizeof large) != 0)
        setsockopt(wire, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
    setsockopt(wire, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
    if (wire < 0 || bind(wire, (struct sockaddr *)&here, sizeof here) != 0) {
        perror("rtpload: the port cannot be had");
        exit(1);
    }
    return wire;
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    int port = atoi(argv[1]), wire = open_wire(port);
    open_wire(port + 1);            /* RTCP: taken, so that nobody is told that nobody is there */
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
    struct sched_param first = {.sched_priority = 1};
    if (sched_setscheduler(0, SCHED_FIFO, &first) != 0)
        fputs("rtpload: without the right to go first, on a busy machine part of the delay is its own\n", stderr);
    clear();
    uint64_t due = now_ns(CLOCK_MONOTONIC);
    for (int slot = 0; hear(); slot = (slot + 1) % SLOTS) {
        struct timespec until = {(time_t)(due / 1000000000u), (long)(due % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        int64_t lag = (int64_t)(now_ns(CLOCK_MONOTONIC) - due) / 1000;
        if (lag > worst_lag_us && lag < WORST)
            worst_lag_us = lag;
        send_slot(wire, slot);
        receive_all(wire);
        due += 1000000;
    }
    return 0;
}
