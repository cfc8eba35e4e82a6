"""What of Asterisk 22 we use, as tables: the modules we load and why, the applications and functions they bring."""

MODULES: dict[str, str] = {
    # order is Asterisk's own; the text says what breaks without it
    "res_sorcery_config.so": "PJSIP reads its objects from pjsip.conf",
    "res_sorcery_memory.so": "PJSIP keeps contact status in memory",
    "res_sorcery_astdb.so": "registrations outlive a restart",
    "res_pjproject.so": "the SIP library's log and settings",
    "res_timing_timerfd.so": "playback and bridges need a clock",
    "res_rtp_asterisk.so": "audio",
    "res_srtp.so": "encrypted audio",
    "res_pjsip.so": "SIP",
    "res_pjsip_pubsub.so": "chan_pjsip and res_pjsip_refer do not load without it; no endpoint may subscribe",
    "res_pjsip_session.so": "SIP calls",
    "res_pjsip_sdp_rtp.so": "offers and answers of audio",
    "res_pjsip_registrar.so": "phones register",
    "res_pjsip_authenticator_digest.so": "phones prove who they are",
    "res_pjsip_endpoint_identifier_user.so": "phones are known by their account",
    "res_pjsip_caller_id.so": "caller's number from the endpoint, name to the called phone",
    "res_pjsip_nat.so": "phones behind address translation",
    "res_pjsip_rfc3326.so": "the reason of a hangup reaches the phone",
    "res_pjsip_dtmf_info.so": "keys sent by SIP INFO",
    "res_pjsip_acl.so": "address lists per endpoint",
    "res_pjsip_refer.so": "phones transfer calls by themselves",
    "res_pjsip_dlg_options.so": "OPTIONS inside a call is answered",
    "res_pjsip_empty_info.so": "empty INFO inside a call is answered",
    "res_pjsip_logger.so": "SIP traffic can be shown when a fault is sought",
    "chan_pjsip.so": "SIP channels",
    "bridge_simple.so": "two phones talk through the engine",
    "bridge_native_rtp.so": "audio of equal phones is passed on without a copy",
    "bridge_builtin_features.so": "transfers by the phones' own buttons",
    "bridge_softmix.so": "three phones talk when a phone merges calls",
    "res_musiconhold.so": "a held caller hears something",
    "pbx_config.so": "the dialplan",
    "app_dial.so": "Dial",
    "app_playback.so": "Playback",
    "app_echo.so": "Echo",
    "app_mixmonitor.so": "calls are recorded",
    "app_stack.so": "codes that are pressed during a call do something",
    "app_celgenuserevent.so": "the call's events tell what is recorded",
    "func_callerid.so": "CALLERID",
    "func_channel.so": "CHANNEL",
    "func_db.so": "DB",
    "func_groupcount.so": "GROUP, GROUP_COUNT",
    "func_logic.so": "IF",
    "func_strings.so": "FILTER, LEN, REGEX",
    "func_hangupcause.so": "the cause of each leg",
    "func_pjsip_contact.so": "state of a phone",
    "cel_custom.so": "the call events",
    "res_cdrel_custom.so": "the form of the call events",
    "codec_ulaw.so": "G.711 in America",
    "codec_alaw.so": "G.711 elsewhere",
    "codec_a_mu.so": "between the two without a detour",
    "codec_g722.so": "wideband audio",
    "codec_resample.so": "wideband to narrowband",
    "codec_opus_open_source.so": "Opus of softphones",
    "res_format_attr_opus.so": "Opus offers are read right",
    "format_wav.so": "our prompts",
    "format_pcm.so": "prompts that are already G.711",
    "format_sln.so": "recordings without a header",
}

APPLICATIONS: dict[str, str] = {
    "Answer": "", "CELGenUserEvent": "app_celgenuserevent.so", "Dial": "app_dial.so", "Echo": "app_echo.so",
    "Goto": "", "GotoIf": "", "Hangup": "", "MSet": "", "MixMonitor": "app_mixmonitor.so",
    "PJSIPHangup": "chan_pjsip.so", "Playback": "app_playback.so", "Progress": "", "Return": "app_stack.so", "Set": "",
    "StopMixMonitor": "app_mixmonitor.so",
}
"""Each application the compiler may use and the module that brings it; an empty text is the core."""

FUNCTIONS: dict[str, str] = {
    "CALLERID": "func_callerid.so", "CHANNEL": "func_channel.so", "DB": "func_db.so", "FILTER": "func_strings.so",
    "GROUP": "func_groupcount.so", "GROUP_COUNT": "func_groupcount.so", "IF": "func_logic.so", "LEN": "func_strings.so",
    "PJSIP_DIAL_CONTACTS": "chan_pjsip.so", "REGEX": "func_strings.so",
}
"""Each function likewise."""

DECLINED_MESSAGES: dict[str, str] = {
    "ast_channel_varset_type": "a message for every variable that dialplan sets",
    "ast_multi_user_event_type": "messages of dialplan to programs",
    "ast_presence_state_message_type": "presence, which nobody may watch",
    "ast_rtp_rtcp_received_type": "a message for every report on the quality of audio",
    "ast_rtp_rtcp_sent_type": "likewise, the other way",
    "ast_system_registry_type": "registrations at carriers",
    "session_timeout_type": "SIP sessions that ended by their timer",
}
"""Messages inside the engine that nobody of ours listens to, and what they would be; they are a tenth of a call."""
